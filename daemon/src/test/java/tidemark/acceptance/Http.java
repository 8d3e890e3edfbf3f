package tidemark.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** JSON over plain HTTP, as {@code curl} speaks it. */
final class Http {
    static final ObjectMapper JSON = new ObjectMapper();
    /** Longer than any drill lets the daemon take. */
    private static final Duration TIMEOUT = Drill.SOON;

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final URI server;

    Http(URI server) {
        this.server = server;
    }

    /** An answer; the body is missing where it was not JSON. */
    record Answer(int status, JsonNode body) {
        boolean isFound() {
            return status != 404;
        }

        Answer orThrow() {
            if (status >= 300) {
                throw new IllegalStateException("answered " + status + ": " + body);
            }
            return this;
        }
    }

    Answer get(String path) {
        return call("GET", path, "");
    }

    Answer delete(String path) {
        return call("DELETE", path, "");
    }

    Answer call(String method, String path, String json) {
        return call(method, path, json, "Content-Type", "application/json");
    }

    /** With these headers alone, each name followed by its value. */
    Answer call(String method, String path, String json, String... headers) {
        HttpRequest.BodyPublisher body =
                json.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(json);
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(TIMEOUT)
                .headers(headers)
                .method(method, body)
                .build();
        try {
            HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            boolean isJson = response.headers()
                    .firstValue("Content-Type")
                    .filter(type -> type.contains("json"))
                    .isPresent();
            return new Answer(
                    response.statusCode(), isJson ? JSON.readTree(response.body()) : MissingNode.getInstance());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + server.resolve(path) + " was not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
