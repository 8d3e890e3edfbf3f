package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.PostgresOptions;
import tidemark.sandbox.PostgresServer;

/**
 * A dump that was restored into another server brings a log with it whose transactions that server has not begun, and a pruning
 * horizon of the server that it came from. The daemon removes both and reindexes once.
 */
final class ARestoredDumpIsMendedAcceptance {
    private static final String[] RESTORED = {
        "INSERT INTO tidemark.log (xid, tid, layout, op, new_key)"
                + " SELECT (900000000 + i)::text::xid8, gen_random_uuid(), min(id), 'I', ARRAY[i::text]"
                + " FROM tidemark.layout, generate_series(1, 25000) i WHERE table_name = 'Artist' GROUP BY i",
        "UPDATE tidemark.control SET pruned_through = '899999999'"
    };

    @Test
    void underARunningDaemon() {
        try (ChinookWorld chinook = ChinookWorld.load("restored-dump")) {
            DaemonProcess daemon = chinook.indexed();
            World world = chinook.world();
            world.commit(RESTORED);
            // What is written by the restore counts as a change for the pulse only when a genuine row is there.
            world.commit("UPDATE \"Artist\" SET \"Name\" = 'after the restore' WHERE \"ArtistId\" = 1");
            Drill.until(Drill.SOON, "diverged is noticed", () -> world.meta().requests("diverged") >= 1);
            assertMended(chinook, daemon, "diverged");
        }
    }

    @Test
    void beforeTheFirstRun() {
        try (ChinookWorld chinook = ChinookWorld.load("restored-before")) {
            World world = chinook.world();
            world.init();
            world.commit(RESTORED);
            assertMended(chinook, world.run(), "first run");
        }
    }

    @Test
    void onAStandbyItIsSaidAndLeftToThePrimary() {
        try (PostgresServer primary = PostgresServer.start(PostgresOptions.defaults());
                ChinookWorld chinook = ChinookWorld.on(primary.address(), "restored-standby")) {
            World world = chinook.world();
            world.init();
            world.commit(RESTORED);
            try (PostgresServer standby = primary.standby()) {
                world.set(
                        "TIDEMARK_POSTGRES_URL",
                        standby.address().bareJdbcUrl(world.database().name()));
                DaemonProcess daemon = world.run();
                Drill.until(
                        Drill.SOON,
                        "the status says what is to be done",
                        () -> daemon.indexer().path("errors").toString().contains("run a daemon on the primary"));
                assertThat(world.meta().jobs()).isEmpty();
                world.commit(
                        "DELETE FROM tidemark.log WHERE xid >= '900000000'",
                        "UPDATE tidemark.control SET pruned_through = '0'");
                world.awaitFilled(ChinookWorld.TYPES, Drill.SOON);
                assertThat(daemon.indexer().path("errors").size())
                        .as("said once")
                        .isEqualTo(1);
                chinook.assertNoDifferences(Drill.SOON);
                daemon.close();
            }
        }
    }

    private static void assertMended(ChinookWorld chinook, DaemonProcess daemon, String reason) {
        World world = chinook.world();
        world.awaitFilled(ChinookWorld.TYPES, Drill.SOON);
        chinook.edit(4, 100, Drill.seed(), Duration.ofMillis(200));
        chinook.assertNoDifferences(Drill.SOON);
        assertThat(world.strings("SELECT count(*) FROM tidemark.log WHERE xid >= '900000000'"))
                .isEqualTo(List.of("0"));
        assertThat(world.meta().requests(reason)).as("once, not for ever").isEqualTo(1);
        assertThat(world.meta().jobs())
                .allSatisfy(job -> assertThat(job.path("reason").asText()).doesNotContain("begins again"));
        assertThat(daemon.log()).contains("event=restored_dump_removed rows=25000");
    }
}
