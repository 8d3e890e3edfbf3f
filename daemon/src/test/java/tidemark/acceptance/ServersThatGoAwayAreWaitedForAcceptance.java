package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
            sandbox.elasticsearch().start();
            edits.join(Drill.SOON);
            chinook.assertNoDifferences(Drill.SOON);
            assertWakes(daemon);

            sandbox.postgres().stop();
            assertSleeps(daemon, "POSTGRES");
            sandbox.postgres().start();
            chinook.edit(4, 100, Drill.seed(), Duration.ofMillis(200));
            chinook.assertNoDifferences(Drill.SOON);
            assertWakes(daemon);
            assertThat(daemon.isAlive()).isTrue();
            assertThat(chinook.world().meta().requests("diverged")).isZero();
        }
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
