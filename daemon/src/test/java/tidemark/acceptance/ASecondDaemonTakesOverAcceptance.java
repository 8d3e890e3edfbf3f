package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.chinook.ChinookEdits;

/** Of two daemons on one configuration one leads; killed, the other takes over within five seconds. */
final class ASecondDaemonTakesOverAcceptance {
    private static final Duration TAKEOVER = Duration.ofSeconds(5);

    @Test
    void theSecondStandsBySaysSoAndLeadsWithinFiveSecondsOfTheLeadersDeath() {
        try (ChinookWorld chinook = ChinookWorld.load("two-daemons")) {
            DaemonProcess leader = chinook.indexed();
            World world = chinook.world();
            for (int round = 0; round < Drill.size(2, 10); round++) {
                DaemonProcess second = world.run();
                Drill.until(
                        Drill.SOON,
                        "the second daemon waits",
                        () -> second.status().equals("waiting"));
                assertThat(second.leads()).isFalse();
                assertThat(leader.leads()).isTrue();
                Http.Answer notHere = new Http(second.url()).get("/_indexer/wait?timeout=600s");
                assertThat(notHere.status())
                        .as("said at once, not when the time is up")
                        .isEqualTo(503);
                assertThat(notHere.body().at("/error/message").asText()).contains("another daemon leads");

                Background<ChinookEdits.Report> edits =
                        chinook.editMeanwhile(4, 200, Drill.seed(), Duration.ofMillis(500));
                world.awaitIndexed(
                        world.commit("UPDATE \"Artist\" SET \"Name\" = 'x' WHERE \"ArtistId\" = 1"), Drill.SOON);
                leader.kill9();
                long died = System.nanoTime();
                Drill.until(TAKEOVER, "the second leads", second::leads);
                Drill.figure("takeover in ms", (System.nanoTime() - died) / 1_000_000);
                edits.join(Drill.SOON);
                chinook.assertNoDifferences(Drill.SOON);
                leader = second;
            }
        }
    }
}
