package tidemark.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tidemark.access.Token;
import tidemark.config.TokensFile;

/** Events and the page's files over real sockets. */
@Timeout(60)
final class EventsIT {
    private static final int LISTENERS = 3;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final AtomicInteger looks = new AtomicInteger();
    private volatile String value = "first";
    private final Overview overview = new Overview(
            Clock.systemUTC(),
            () -> JsonNodeFactory.instance.objectNode().put("true_as_of", "2026-03-01T12:00:00Z"),
            Map.of("jobs", this::jobs));
    private final EventsResource events = new EventsResource(
            overview,
            new EventsResource.Pace(Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofSeconds(3), LISTENERS));
    private final StatusServer server = new StatusServer(
            new Endpoint("127.0.0.1", 0, Set.of(), null, null),
            List.of(events, new PageResource()),
            AccessMetrics.NONE);

    private ObjectNode jobs() {
        looks.incrementAndGet();
        return JsonNodeFactory.instance.objectNode().put("value", value);
    }

    @BeforeEach
    void start() {
        server.start();
        events.start();
    }

    @AfterEach
    void stop() {
        events.close();
        server.close();
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(at(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void whoseTokenIsTakenAwayHearsNothingMore(@TempDir Path folder) throws Exception {
        Path tokens = Files.writeString(
                folder.resolve("tokens.yaml"),
                "- {name: a, sha256: " + new Token("let-me-listen").hashText() + ", scope: read}\n");
        try (StatusServer guarded = new StatusServer(
                new Endpoint("127.0.0.1", 0, Set.of(), new Endpoint.Tokens(tokens, TokensFile::read), null),
                List.of(events),
                AccessMetrics.NONE)) {
            guarded.start();
            try (Ear ear = new Ear(guarded.address().getPort(), "Authorization: Bearer let-me-listen\r\n")) {
                ear.until("event:pulse");
                Files.writeString(tokens, "[]\n");
                // To its end: the socket's own time would be up with an exception.
                ear.reader.transferTo(Writer.nullWriter());
            }
            await().until(() -> events.listening() == 0);
        }
    }

    /** One who listens, by hand. */
    private final class Ear implements AutoCloseable {
        final Socket socket;
        final BufferedReader reader;

        Ear() throws IOException {
            this(server.address().getPort(), "");
        }

        Ear(int port, String header) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            socket.setSoTimeout(30_000);
            String request = "GET /_indexer/events HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        }

        String status() throws IOException {
            return String.valueOf(reader.readLine());
        }

        /** Reads on until a line contains this; fails at the end of the stream. */
        String until(String text) throws IOException {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.contains(text)) {
                    return line;
                }
            }
            throw new IOException("the stream has ended before " + text);
        }

        /** Whether the other side has ended it. */
        boolean ended() {
            try {
                while (reader.readLine() != null) {
                    // What was on its way.
                }
                return true;
            } catch (SocketTimeoutException e) {
                return false;
            } catch (IOException e) {
                // Reset: it was not waited for.
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void theWholeComesFirstThenPulsesThenWhatChanged() throws Exception {
        try (Ear ear = new Ear()) {
            assertThat(ear.status()).contains(" 200 ");
            assertThat(ear.until("data:{")).contains("\"value\":\"first\"").doesNotContain("true_as_of");
            ear.until("event:pulse");
            assertThat(ear.until("data:{")).contains("\"true_as_of\":\"2026-03-01T12:00:00Z\"", "\"now\":");
            value = "<second>\\n";
            ear.until("event:overview");
            assertThat(ear.until("data:{")).contains("<second>");
        }
        await("nobody listens, nobody looks").until(() -> {
            int before = looks.get();
            return get("/_indexer/page/page.css").statusCode() == 200 && looks.get() == before;
        });
    }

    @Test
    void noMoreThanSoManyListenAndWhoCannotIsToldWhatElseToDo() throws Exception {
        Ear[] ears = new Ear[LISTENERS];
        for (int i = 0; i < LISTENERS; i++) {
            ears[i] = new Ear();
            ears[i].until("event:overview");
        }
        HttpResponse<String> refused = get("/_indexer/events");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("/_indexer/overview");
        assertThat(get("/_indexer/overview").body()).contains("\"first\"", "true_as_of");
        for (Ear ear : ears) {
            ear.close();
        }
        await("there is room again").untilAsserted(() -> {
            try (Ear ear = new Ear()) {
                assertThat(ear.status()).contains(" 200 ");
            }
        });
    }

    @Test
    void whoReadsNothingIsDroppedAndDelaysNobody() throws Exception {
        try (Ear slow = new Ear();
                Ear quick = new Ear()) {
            slow.until("event:overview");
            quick.until("event:overview");
            // More than the buffers of both ends hold.
            String large = "x".repeat(4 << 20);
            for (int i = 0; i < 4; i++) {
                value = i + large;
                assertThat(quick.until("\"value\":\"" + i)).hasSizeGreaterThan(large.length());
            }
            value = "small again";
            quick.until("small again");
            await("the other is dropped").atMost(Duration.ofSeconds(30)).until(() -> events.listening() == 1);
            assertThat(slow.ended()).isTrue();
        }
    }

    @Test
    void filesAreKeptByBrowsersUntilTheyChange() throws Exception {
        HttpResponse<String> page = get("/_indexer/page");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains("default-src 'none'", "script-src 'self'")
                        .doesNotContain("unsafe"));
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-cache");
        String tag = page.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> again = get("/_indexer/page", "If-None-Match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(get("/_indexer/page", "If-None-Match", "\"other\"").statusCode())
                .isEqualTo(200);
        HttpResponse<String> slash = get("/_indexer/page/");
        assertThat(slash.statusCode()).isEqualTo(308);
        assertThat(slash.headers().firstValue("Location")).hasValue("../page");
        assertThat(get("/_indexer/page/..%2FRouter.class").statusCode()).isEqualTo(404);
        assertThat(get("/_indexer/page/nothing.js").body()).contains("the page has no file nothing.js");
    }
}
