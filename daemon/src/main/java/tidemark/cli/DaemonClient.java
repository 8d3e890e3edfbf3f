package tidemark.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidemark.config.HttpSettings;

/** Speaks to the running daemon over HTTP. */
final class DaemonClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");
    private static final Duration ANSWER = Duration.ofSeconds(60);

    /** No daemon is there, or it is not ready. */
    static final class NoAnswer extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoAnswer(String message) {
            super(message);
        }
    }

    /** It answered that this cannot be done. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final String hint;

        Refused(int status, String message, String hint) {
            super(message);
            this.status = status;
            this.hint = hint;
        }

        int status() {
            return status;
        }

        String hint() {
            return hint;
        }
    }

    private final URI daemon;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    DaemonClient(URI daemon) {
        this.daemon = daemon;
    }

    /** Where a daemon with these settings listens, as seen from its own machine. */
    static URI address(HttpSettings settings) {
        String host = EVERYWHERE.contains(settings.host()) ? "127.0.0.1" : settings.host();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + settings.port());
    }

    JsonNode get(String path) throws InterruptedException {
        return call("GET", path, null);
    }

    JsonNode post(String path, JsonNode body) throws InterruptedException {
        return call("POST", path, body);
    }

    JsonNode delete(String path) throws InterruptedException {
        return call("DELETE", path, null);
    }

    private JsonNode call(String method, String path, @Nullable JsonNode body) throws InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(daemon.resolve(path)).timeout(ANSWER);
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body.toString()));
        }
        try {
            return read(http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            NoAnswer none = new NoAnswer("no daemon answers at " + daemon + " (" + e
                    + "); is it running, and does http.host and http.port say where?");
            none.initCause(e);
            throw none;
        }
    }

    private JsonNode read(HttpResponse<byte[]> response) throws IOException {
        JsonNode body;
        try {
            body = JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            NoAnswer none = new NoAnswer("what answers at " + daemon + " is no daemon of Tidemark: status "
                    + response.statusCode() + ", and no JSON");
            none.initCause(e);
            throw none;
        }
        if (response.statusCode() < 300) {
            return body;
        }
        JsonNode error = body.path("error");
        String message = error.path("message").asText("status " + response.statusCode());
        if (response.statusCode() == 503) {
            throw new NoAnswer(message + "; " + error.path("hint").asText());
        }
        throw new Refused(response.statusCode(), message, error.path("hint").asText());
    }
}
