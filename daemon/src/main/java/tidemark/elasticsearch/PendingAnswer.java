package tidemark.elasticsearch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.http.ContentTooLongException;
import org.apache.http.HttpEntity;
import org.apache.http.util.EntityUtils;
import org.elasticsearch.client.Cancellable;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.RequestOptions;
import org.elasticsearch.client.Response;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.client.ResponseListener;
import org.elasticsearch.client.RestClient;
import tidemark.lifecycle.Unavailable;
import tidemark.tls.TlsFailure;

/** A request that is on its way. */
public final class PendingAnswer {

    private final CompletableFuture<Response> response = new CompletableFuture<>();
    private final Cancellable request;
    private final String what;
    private final String where;
    private final long giveUpAt;
    private final int limit;

    private PendingAnswer(RestClient client, Request request, long timeoutNanos, int limit) {
        this.limit = limit;
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
        return new PendingAnswer(client, request, timeoutNanos, 0);
    }

    /** One whose answer has at most so many bytes. */
    static PendingAnswer start(RestClient client, Request request, long timeoutNanos, int limit) {
        request.setOptions(
                RequestOptions.DEFAULT.toBuilder().setHttpAsyncResponseConsumerFactory(() -> new BoundedBody(limit)));
        return new PendingAnswer(client, request, timeoutNanos, limit);
    }

    /**
     * Waits for the answer, at most until the request's timeout.
     *
     * @throws Unavailable if there is none; nobody knows then whether the request was carried out
     * @throws InterruptedException if the waiting thread was; the request is abandoned
     */
    public Answer await() throws InterruptedException {
        try {
            return awaitRaw().parsed();
        } catch (UncheckedIOException e) {
            throw away("broke off its answer", e);
        }
    }

    /**
     * The same, as it came.
     *
     * @throws Unavailable if there is none
     * @throws AnswerTooLarge if it is larger than the request allows
     * @throws InterruptedException if the waiting thread was; the request is abandoned
     */
    RawAnswer awaitRaw() throws InterruptedException {
        try {
            return raw(response.get(Math.max(0, giveUpAt - System.nanoTime()), TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (limit > 0 && tooLong(cause)) {
                throw new AnswerTooLarge(limit, cause);
            }
            throw away("did not answer", cause);
        } catch (TimeoutException e) {
            throw away("did not answer in time", e);
        } catch (IOException e) {
            throw away("broke off its answer", e);
        } finally {
            abandon();
        }
    }

    private static boolean tooLong(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof ContentTooLongException) {
                return true;
            }
        }
        return false;
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

    private static RawAnswer raw(Response response) throws IOException {
        HttpEntity entity = response.getEntity();
        return new RawAnswer(
                response.getStatusLine().getStatusCode(),
                entity == null ? new byte[0] : EntityUtils.toByteArray(entity));
    }
}
