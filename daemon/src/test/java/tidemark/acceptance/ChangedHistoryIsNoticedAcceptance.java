package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.PostgresOptions;
import tidemark.sandbox.PostgresServer;
import tidemark.sandbox.Servers;

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

    /** The position has not moved, so no witness tells of it: only the promise made before the first bulk does. */
    @Test
    void whatAnUnfinishedCycleWroteIsWrittenAgainWhenItsChangeIsLost() {
        try (Sluice sluice = Sluice.before(Servers.forTests().elasticsearch());
                PostgresServer postgres = PostgresServer.start(PostgresOptions.defaults());
                ChinookWorld chinook = ChinookWorld.on(postgres.address(), "lost-after-bulk")) {
            World world = chinook.world().through(sluice);
            DaemonProcess daemon = chinook.indexed();
            world.awaitIndexed(
                    world.commit("UPDATE \"Artist\" SET \"Name\" = 'kept' WHERE \"ArtistId\" = 1"), Drill.SOON);
            Path copy = postgres.copyDataFolder();

            AtomicBoolean written = new AtomicBoolean();
            Sluice.Gate marker = sluice.hold(passing -> {
                boolean after = written.get();
                written.set(after || passing.isDocuments());
                return after && !passing.isDocuments();
            });
            world.commit("UPDATE \"Artist\" SET \"Name\" = 'lost' WHERE \"ArtistId\" = 1");
            marker.await(Drill.SOON);
            daemon.kill9();
            marker.drop();
            world.indices().refresh("artist");
            assertThat(name(world)).isEqualTo("lost");
            postgres.restoreFrom(copy);

            world.run();
            Drill.until(
                    Drill.SOON,
                    "the document is as the database",
                    () -> name(world).equals("kept"));
            chinook.assertNoDifferences(Drill.SOON);
            assertThat(world.meta().requests("diverged")).isZero();
        }
    }

    private static String name(World world) {
        return world.indices().document("artist", "1").path("Name").asText();
    }
}
