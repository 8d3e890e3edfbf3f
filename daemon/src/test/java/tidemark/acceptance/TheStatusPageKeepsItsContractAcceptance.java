package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code GET /_indexer} has every key that people and programs know, each of its type. */
final class TheStatusPageKeepsItsContractAcceptance {

    @Test
    void everyKeyIsThereWithItsTypeAndResultsSurviveARestart() {
        try (ChinookWorld chinook = ChinookWorld.load("status-page")) {
            DaemonProcess daemon = chinook.indexed();
            World world = chinook.world();
            long xid = world.commit("UPDATE \"Artist\" SET \"Name\" = 'page' WHERE \"ArtistId\" = 1");
            world.awaitIndexed(xid, Drill.SOON);
            Drill.until(Drill.SOON, "it waits", () -> daemon.status().equals("waiting"));

            JsonNode page = daemon.indexer();
            assertThat(keys(page))
                    .contains(
                            "status",
                            "started",
                            "timestamp",
                            "timeout",
                            "listening",
                            "recovery",
                            "errors",
                            "max_xid",
                            "snapshot",
                            "last_result",
                            "results");
            assertThat(OffsetDateTime.parse(page.path("started").asText()))
                    .isBeforeOrEqualTo(
                            OffsetDateTime.parse(page.path("timestamp").asText()));
            assertThat(page.path("timeout").asDouble()).isEqualTo(60);
            assertThat(page.path("listening").isBoolean()
                            && page.path("listening").asBoolean())
                    .isTrue();
            assertThat(page.path("recovery").isBoolean()
                            && !page.path("recovery").asBoolean())
                    .isTrue();
            assertThat(page.path("errors").isArray()).isTrue();
            assertThat(page.path("max_xid").asLong()).isGreaterThanOrEqualTo(xid);
            assertThat(page.path("snapshot").asText()).matches("\\d+:\\d+:[\\d,]*");
            assertResult(page.path("last_result"));
            assertResult(page.path("results").path(0));
            assertThat(page.at("/results/0/updated").toString()).contains("Artist:1\"");
            assertThat(page.path("results").size()).isBetween(1, 10);
            assertPaths(daemon);

            daemon.kill9();
            DaemonProcess next = world.run();
            Drill.until(
                    Drill.SOON,
                    "earlier results are shown",
                    () -> next.indexer().path("results").equals(page.path("results")));
        }
    }

    private static void assertResult(JsonNode result) {
        assertThat(keys(result))
                .contains(
                        "title",
                        "timestamp",
                        "status",
                        "cycles",
                        "xmin",
                        "last_xmin",
                        "max_xid",
                        "txn_count",
                        "first_txn_timestamp",
                        "txn_lag",
                        "updated",
                        "renamed",
                        "types",
                        "referencing",
                        "invalidated",
                        "indexed",
                        "deleted",
                        "cycle_took",
                        "pass1_took",
                        "pass2_took",
                        "errors",
                        "stats");
        assertThat(keys(result.path("stats")))
                .contains(
                        "db_count",
                        "db_time",
                        "db_rows",
                        "es_count",
                        "es_time",
                        "es_bytes",
                        "es_retries",
                        "compose_time",
                        "refresh_time",
                        "rss_begin",
                        "rss_end");
        assertThat(result.path("title").asText()).isEqualTo("primary_indexer");
        assertThat(result.path("status").asText()).isIn("done", "idle");
        assertThat(result.path("cycle_took").asText()).matches("\\d+:\\d\\d:\\d\\d\\.\\d{6}");
    }

    private static List<String> keys(JsonNode json) {
        List<String> keys = new ArrayList<>();
        json.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static void assertPaths(DaemonProcess daemon) {
        Http http = new Http(daemon.url());
        assertThat(http.call("POST", "/_indexer", "{}").status()).isEqualTo(405);
        assertThat(http.call("DELETE", "/_indexer", "").status()).isEqualTo(405);
        Http.Answer nowhere = http.get("/_indexer/nowhere");
        assertThat(nowhere.status()).isEqualTo(404);
        assertThat(keys(nowhere.body().path("error"))).contains("code", "message", "hint");
        Drill.until(
                Drill.SOON, "it is ready", () -> http.get("/_indexer/health").status() == 200);
        assertThat(keys(http.get("/_indexer/health").body())).contains("live", "ready", "dependencies");
    }
}
