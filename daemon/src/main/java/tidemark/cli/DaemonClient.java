package tidemark.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tidemark.access.Token;
import tidemark.tls.TlsFailure;

/**
 * A running daemon, asked over HTTP. Each call ends: an answer has a limit in bytes and in time. Whatever is no proper answer
 * is a {@link DaemonFailure}.
 */
final class DaemonClient {

    /**
     * How long and how much to wait for.
     *
     * @param connect until somebody takes the connection
     * @param answer until the whole answer is there, with the time to connect
     * @param bytes of one answer
     */
    record Limits(Duration connect, Duration answer, int bytes) {

        static final Limits USUAL = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(60), 64 << 20);
        static final Limits PROBE = new Limits(Duration.ofSeconds(3), Duration.ofSeconds(3), 1 << 20);
    }

    /**
     * What is shown to the daemon, and whom to believe.
     *
     * @param token or null
     * @param tls or null for what the Java platform has
     */
    record Credentials(@Nullable Token token, @Nullable SSLContext tls) {

        static final Credentials NONE = new Credentials(null, null);
    }

    /**
     * What the daemon said.
     *
     * @param status of HTTP, 200 to 299; 503 for the health of a daemon that is not ready
     * @param text the JSON as it came
     * @param json the same, read
     */
    record Answer(int status, String text, ObjectNode json) {}

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final String JSON = "application/json";
    static final String WHO_ASKS =
            "show a token with --token-file, TIDEMARK_TOKEN or client.token; `tidemark token NAME` makes one";
    private static final String MAYBE_DONE = "what was asked for may have been done all the same; see `tidemark jobs`";

    private final URI base;
    private final Limits limits;
    private final Credentials credentials;
    private final HttpClient http;

    DaemonClient(URI base) {
        this(base, Limits.USUAL);
    }

    DaemonClient(URI base, Limits limits) {
        this(base, limits, Credentials.NONE);
    }

    DaemonClient(URI base, Limits limits, Credentials credentials) {
        this.base = base;
        this.limits = limits;
        this.credentials = credentials;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limits.connect());
        this.http = (credentials.tls() == null ? builder : builder.sslContext(credentials.tls())).build();
    }

    /** Text as one segment of a path, or as a value in a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    Answer get(String path) {
        return send(request(path).GET().build());
    }

    /** The same, where another status than 200 to 299 tells something too, and not that something is wrong. */
    Answer get(String path, int meaningful) {
        return send(request(path).GET().build(), meaningful);
    }

    Answer post(String path, ObjectNode body) {
        return send(request(path)
                .header("Content-Type", JSON)
                .POST(BodyPublishers.ofString(body.toString()))
                .build());
    }

    Answer delete(String path) {
        return send(request(path).header("Content-Type", JSON).DELETE().build());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).header("Accept", JSON);
        Token token = credentials.token();
        return token == null ? request : request.header("Authorization", "Bearer " + token.reveal());
    }

    private Answer send(HttpRequest request) {
        return send(request, 0);
    }

    private Answer send(HttpRequest request, int meaningful) {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, head -> new LimitedBody(limits.bytes()));
        try {
            return read(answer.get(limits.answer().toMillis(), TimeUnit.MILLISECONDS), meaningful);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw caused(
                    DaemonFailure.away(
                            "the daemon at " + base + " did not answer within "
                                    + limits.answer().toSeconds() + " s",
                            reads(request) ? "try again; its log says what it is busy with" : MAYBE_DONE),
                    e);
        } catch (ExecutionException e) {
            throw caused(failed(request, e.getCause() == null ? e : e.getCause()), e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the daemon was asked", e);
        }
    }

    private static boolean reads(HttpRequest request) {
        return request.method().equals("GET");
    }

    private DaemonFailure failed(HttpRequest request, Throwable cause) {
        if (cause instanceof LimitedBody.TooLarge) {
            return DaemonFailure.stranger(
                    "the answer of " + base + " has " + cause.getMessage(), "ask for less: one job, or one status");
        }
        String tls = TlsFailure.words(cause).orElse(null);
        if (tls != null) {
            return DaemonFailure.stranger(
                    "the daemon at " + base + " is not to be trusted: " + tls,
                    "--ca-file or client.ca_file names its authority, --url or client.url the name in its certificate");
        }
        if (cause instanceof ProtocolException) {
            return DaemonFailure.stranger(
                    "what listens at " + base + " does not speak HTTP: " + cause.getMessage(), namedAddress());
        }
        if (!(cause instanceof IOException)) {
            throw new IllegalStateException("the HTTP client failed", cause);
        }
        boolean unsent = cause instanceof java.net.ConnectException || cause instanceof HttpConnectTimeoutException;
        return DaemonFailure.away(
                "no daemon answers at " + base + "; is it running? (" + words(cause) + ")",
                unsent || reads(request)
                        ? "start it with `tidemark run`, or name its address with --url"
                                + (unsent ? "" : ", https:// if it speaks TLS")
                        : MAYBE_DONE);
    }

    private static String words(Throwable failure) {
        String said = failure.getMessage();
        if (said != null && !said.isBlank()) {
            return said;
        }
        return failure instanceof java.net.ConnectException
                ? "the connection is refused"
                : failure.getClass().getSimpleName();
    }

    private static String namedAddress() {
        return "the address is http.host and http.port of the configuration; --url names another";
    }

    private Answer read(HttpResponse<byte[]> response, int meaningful) {
        String text = new String(response.body(), StandardCharsets.UTF_8);
        int status = response.statusCode();
        JsonNode json;
        try {
            json = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw caused(noJson(status), e);
        }
        if (!(json instanceof ObjectNode object)) {
            throw noJson(status);
        }
        if (status != meaningful && (status < 200 || status > 299)) {
            throw refused(status, object.path("error"));
        }
        return new Answer(status, text, object);
    }

    private DaemonFailure noJson(int status) {
        String message = "the answer of " + base + " (HTTP " + status + ") is not a JSON object";
        return status == 502 || status == 503 || status == 504
                ? DaemonFailure.away(message, "a proxy in between finds no daemon behind it; is it running?")
                : DaemonFailure.stranger(message + ", so that is no Tidemark daemon", namedAddress());
    }

    private DaemonFailure refused(int status, JsonNode error) {
        if (!error.path("message").isTextual()) {
            return DaemonFailure.answered(
                    status, "the answer of " + base + " is HTTP " + status + " without a message", namedAddress());
        }
        String field = error.path("field").asText("");
        return DaemonFailure.answered(
                status,
                error.path("message").asText() + (field.isEmpty() ? "" : " (field: " + field + ")"),
                status == 401 ? WHO_ASKS : error.path("hint").asText(""));
    }

    /** A failure for an answer that is JSON, but without what a daemon's answer has. */
    DaemonFailure lacks(String field) {
        return DaemonFailure.stranger(
                "the answer of " + base + " lacks '" + field
                        + "', so that is no Tidemark daemon, or one of another version",
                namedAddress());
    }

    private static DaemonFailure caused(DaemonFailure failure, Throwable cause) {
        failure.initCause(cause);
        return failure;
    }
}
