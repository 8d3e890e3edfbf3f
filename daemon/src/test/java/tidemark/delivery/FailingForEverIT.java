package tidemark.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tidemark.elasticsearch.ConnectionSettings;
import tidemark.elasticsearch.Elasticsearch;
import tidemark.lifecycle.Backoff;

/** A document that the server stumbles over each time; no real Elasticsearch can be made to, so its answers are made here. */
final class FailingForEverIT {
    private static final String STUMBLES =
            "{\"index\":{\"status\":500,\"error\":{\"type\":\"illegal_state_exception\",\"reason\":\"a bug\"}}}";
    private static final String OVERLOADED =
            "{\"index\":{\"status\":429,\"error\":{\"type\":\"es_rejected_execution_exception\",\"reason\":\"full\"}}}";

    private final List<List<String>> bulks = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private Elasticsearch elasticsearch;
    private Delivery delivery;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/_bulk", this::bulk);
        server.start();
        elasticsearch = Elasticsearch.open(ConnectionSettings.of(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort())));
        Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(2));
        delivery = new Delivery(elasticsearch, new DeliverySettings(20_000, 100, 3, backoff), DeliveryMetrics.NONE);
    }

    @AfterEach
    void stop() {
        elasticsearch.close();
        server.stop(0);
    }

    /** The id says how the server fares with it. */
    private void bulk(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        List<String> ids = body.lines()
                .filter(line -> line.startsWith("{\"index\""))
                .map(line -> line.replaceAll(".*\"_id\":\"([a-z]+).*", "$1"))
                .toList();
        bulks.add(ids);
        String items = ids.stream()
                .map(id -> id.equals("stumbles")
                        ? STUMBLES
                        : id.equals("full") ? OVERLOADED : "{\"index\":{\"status\":201}}")
                .collect(Collectors.joining(",", "{\"errors\":true,\"items\":[", "]}"));
        byte[] answer = items.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("X-Elastic-Product", "Elasticsearch");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private List<Outcome> send(Duration patience, String... ids) throws InterruptedException {
        return delivery.send(
                java.util.Arrays.stream(ids)
                        .map(id -> new Write("a-W", id, 100, new byte[] {'{', '}'}))
                        .toList(),
                System.nanoTime() + patience.toNanos(),
                false,
                1_000);
    }

    @Test
    void isTroubledAfterSomeTriesAndHoldsNobodyUp() throws InterruptedException {
        List<Outcome> outcomes = send(Duration.ofSeconds(30), "well", "stumbles", "well");
        assertThat(outcomes.get(0)).isEqualTo(new Outcome.Written());
        assertThat(outcomes.get(1)).isEqualTo(new Outcome.Troubled("illegal_state_exception: a bug"));
        assertThat(outcomes.get(2)).isEqualTo(new Outcome.Written());
        assertThat(bulks).hasSize(5).endsWith(List.of("stumbles"));
    }

    @Test
    void anOverloadIsWaitedForAsLongAsTheDeadlineAllows() throws InterruptedException {
        List<Outcome> outcomes = send(Duration.ofSeconds(1), "full", "well");
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Unsettled.class);
        assertThat(bulks.size()).isGreaterThan(5);
    }
}
