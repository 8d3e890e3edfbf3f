package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.Sandbox;
import tidemark.sandbox.chinook.ChinookEdits;

/** Elasticsearch or PostgreSQL away for a while: the daemon lives, says so, and catches up by itself. */
final class ServersThatGoAwayAreWaitedForAcceptance {
    private static final Duration AWAY = Duration.ofSeconds(Drill.size(10, 60));

    @Test
    void itSleepsWhileEitherIsAwayAndCatchesUpByItself() {
        try (Sandbox sandbox = Sandbox.start();
                ChinookWorld chinook = ChinookWorld.on(
                        sandbox.postgres().address(), sandbox.elasticsearch().url(), "servers-away")) {
            DaemonProcess daemon = chinook.indexed();

            Background<ChinookEdits.Report> edits = chinook.editMeanwhile(4, 300, Drill.seed(), Duration.ofMillis(500));
            sandbox.elasticsearch().stop();
            assertSleeps(daemon, "ELASTICSEARCH");
            Http http = new Http(daemon.url());
            String request = "{\"types\": [\"track\"], \"id\": \"asked-while-away\"}";
            for (Http.Answer answer : List.of(
                    http.call("POST", "/_indexer/jobs", request),
                    http.call("POST", "/_indexer/jobs/_retry_failed", ""),
                    http.call("POST", "/_indexer/jobs/any/_cancel", ""),
                    http.call("POST", "/_indexer/jobs/any/_retry", ""),
                    http.get("/_indexer/jobs"),
                    http.get("/_indexer/jobs/any"),
                    http.delete("/_indexer/jobs?finished"))) {
                assertUnavailable(answer, "Elasticsearch");
            }
            sandbox.elasticsearch().start();
            edits.join(Drill.SOON);
            chinook.assertNoDifferences(Drill.SOON);
            assertWakes(daemon);
            assertThat(http.get("/_indexer/jobs/asked-while-away").status())
                    .as("what was not promised is not done")
                    .isEqualTo(404);

            sandbox.postgres().stop();
            assertSleeps(daemon, "POSTGRES");
            assertUnavailable(
                    http.call("POST", "/_indexer/jobs", "{\"types\": [\"track\"], \"ids\": [\"1\"]}"), "PostgreSQL");
            assertThat(http.get("/_indexer/jobs").status())
                    .as("the state is there")
                    .isEqualTo(200);
            sandbox.postgres().start();
            chinook.edit(4, 100, Drill.seed(), Duration.ofMillis(200));
            chinook.assertNoDifferences(Drill.SOON);
            assertWakes(daemon);
            assertThat(daemon.isAlive()).isTrue();
            assertThat(chinook.world().meta().requests("diverged")).isZero();
        }
    }

    private static void assertUnavailable(Http.Answer answer, String server) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(503);
        assertThat(answer.body().at("/error/code").asText()).isEqualTo("unavailable");
        assertThat(answer.body().at("/error/message").asText()).containsIgnoringCase(server);
        assertThat(answer.body().at("/error/hint").asText()).isNotEmpty();
    }

    /** The documents may have been true before it noticed that the server was back: it wakes within its backoff. */
    private static void assertWakes(DaemonProcess daemon) {
        Drill.until(Drill.SOON, "it is awake again", () -> !daemon.status().equals("sleeping"));
    }

    private static void assertSleeps(DaemonProcess daemon, String server) {
        Drill.until(Drill.SOON, "it says that it sleeps", () -> daemon.status().equals("sleeping"));
        assertThat(daemon.indexer().at("/errors/0/error").asText()).containsIgnoringCase(server);
        Drill.await(AWAY.plus(Drill.SOON), "it stays asleep and alive")
                .during(AWAY)
                .until(() -> daemon.isAlive() && daemon.status().equals("sleeping"));
    }
}
