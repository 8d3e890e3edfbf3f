package tidemark.elasticsearch;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.http.HttpEntity;
import org.apache.http.util.EntityUtils;
import org.elasticsearch.client.Cancellable;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.Response;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.client.ResponseListener;
import org.elasticsearch.client.RestClient;
import tidemark.lifecycle.Unavailable;
import tidemark.plan.DocumentJson;
import tidemark.tls.TlsFailure;

/** A request that is on its way. */
public final class PendingAnswer {

    /** Numbers of documents are exact; as doubles two different ones could look the same. */
    private static final JsonMapper JSON = DocumentJson.builder().build();

    private final CompletableFuture<Response> response = new CompletableFuture<>();
    private final Cancellable request;
    private final String what;
    private final String where;
    private final long giveUpAt;

    private PendingAnswer(RestClient client, Request request, long timeoutNanos) {
        this.what = request.getMethod() + " " + request.getEndpoint();
        this.where =
                client.getNodes().stream().map(node -> node.getHost().toURI()).collect(Collectors.joining(", "));
        this.giveUpAt = System.nanoTime() + timeoutNanos;
        this.request = client.performRequestAsync(request, new ResponseListener() {
            @Override
            public void onSuccess(Response answer) {
                response.complete(answer);
            }

            @Override
            public void onFailure(Exception failure) {
                if (failure instanceof ResponseException refused) {
                    response.complete(refused.getResponse());
                } else {
                    response.completeExceptionally(failure);
                }
            }
        });
    }

    static PendingAnswer start(RestClient client, Request request, long timeoutNanos) {
        return new PendingAnswer(client, request, timeoutNanos);
    }

    /**
     * Waits for the answer, at most until the request's timeout.
     *
     * @throws Unavailable if there is none; nobody knows then whether the request was carried out
     * @throws InterruptedException if the waiting thread was; the request is abandoned
     */
    public Answer await() throws InterruptedException {
        try {
            return parse(response.get(Math.max(0, giveUpAt - System.nanoTime()), TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            throw away("did not answer", e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw away("did not answer in time", e);
        } catch (IOException e) {
            throw away("broke off its answer", e);
        } finally {
            abandon();
        }
    }

    /** Gives the request up, if it is still on its way. */
    public void abandon() {
        if (!response.isDone()) {
            request.cancel();
        }
    }

    private Unavailable away(String how, Throwable cause) {
        String why = TlsFailure.words(cause)
                .map(words -> words + " (elasticsearch.urls, ca_file or ca_fingerprint)")
                .orElseGet(cause::toString);
        return new Unavailable(
                Unavailable.Server.ELASTICSEARCH,
                "Elasticsearch at " + where + " " + how + ": " + what + ": " + why,
                cause);
    }

    private static Answer parse(Response response) throws IOException {
        int status = response.getStatusLine().getStatusCode();
        HttpEntity entity = response.getEntity();
        byte[] bytes = entity == null ? new byte[0] : EntityUtils.toByteArray(entity);
        if (bytes.length == 0) {
            return new Answer(status, MissingNode.getInstance());
        }
        if (bytes[0] == '{' || bytes[0] == '[') {
            return new Answer(status, JSON.readTree(bytes));
        }
        return new Answer(status, TextNode.valueOf(new String(bytes, StandardCharsets.UTF_8)));
    }
}
