package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.PostgresOptions;
import tidemark.sandbox.PostgresServer;

/** PostgreSQL put back to an earlier copy of its data under the running daemon: it says so, and reindexes by itself. */
final class ChangedHistoryIsNoticedAcceptance {

    @Test
    void anEarlierCopyIsDivergedAndIsReindexed() {
        try (PostgresServer postgres = PostgresServer.start(PostgresOptions.defaults());
                ChinookWorld chinook = ChinookWorld.on(postgres.address(), "earlier-copy")) {
            DaemonProcess daemon = chinook.indexed();
            World world = chinook.world();
            chinook.edit(4, 50, Drill.seed(), Duration.ofMillis(200));
            Path copy = postgres.copyDataFolder();
            chinook.edit(4, 200, Drill.seed(), Duration.ofMillis(200));
            chinook.assertNoDifferences(Drill.SOON);

            postgres.restoreFrom(copy);

            Drill.until(Drill.SOON, "diverged is noticed", () -> world.meta().requests("diverged") == 1);
            world.awaitFilled(ChinookWorld.TYPES, Drill.SOON);
            chinook.assertNoDifferences(Drill.SOON);
            assertThat(daemon.log()).contains("diverged");
            assertThat(daemon.indexer().path("errors").toString()).contains("diverged");
            Drill.figure(
                    "reason",
                    world.meta().jobs().stream()
                            .map(job -> job.path("reason").asText())
                            .filter(reason -> reason.startsWith("diverged"))
                            .findFirst()
                            .orElse(""));

            chinook.edit(4, 100, Drill.seed(), Duration.ofMillis(200));
            chinook.assertNoDifferences(Drill.SOON);
            assertThat(world.meta().requests("diverged"))
                    .as("once, not for ever")
                    .isEqualTo(1);
        }
    }
}
