package tidemark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** An Elasticsearch, over plain HTTP and without the daemon's client. For any thread. */
final class SearchServer {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final byte[] NOTHING = {};
    private static final int FIRST_ERROR = 400;
    private static final int NOT_FOUND = 404;
    private static final int NOT_YET = 503;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final URI address;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    SearchServer(URI address) {
        this.address = address;
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(call("GET", path, NOTHING));
    }

    /** What an index answers, or a missing node while it is not there or not yet open. */
    JsonNode getIfThere(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = exchange("GET", path, NOTHING);
        int status = response.statusCode();
        return status == NOT_FOUND || status == NOT_YET ? MissingNode.getInstance() : JSON.readTree(checked(response));
    }

    JsonNode send(String method, String path, JsonNode body) throws IOException, InterruptedException {
        return JSON.readTree(call(method, path, JSON.writeValueAsBytes(body)));
    }

    JsonNode send(String method, String path) throws IOException, InterruptedException {
        return JSON.readTree(call(method, path, NOTHING));
    }

    /**
     * The answer as it came.
     *
     * @param body JSON, or lines of it; empty for none
     */
    byte[] call(String method, String path, byte[] body) throws IOException, InterruptedException {
        return checked(exchange(method, path, body));
    }

    private HttpResponse<byte[]> exchange(String method, String path, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(TIMEOUT)
                .header("Content-Type", path.contains("_bulk") ? "application/x-ndjson" : "application/json")
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .build();
        return http.send(request, BodyHandlers.ofByteArray());
    }

    private static byte[] checked(HttpResponse<byte[]> response) throws IOException {
        if (response.statusCode() >= FIRST_ERROR) {
            HttpRequest request = response.request();
            throw new IOException(request.method() + " " + request.uri() + " answered " + response.statusCode() + ": "
                    + JSON.readTree(response.body()).path("error"));
        }
        return response.body();
    }
}
