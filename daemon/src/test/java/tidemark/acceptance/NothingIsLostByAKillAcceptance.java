package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.Servers;
import tidemark.sandbox.chinook.ChinookEdits;

/** The daemon killed with -9, at any step, loses nothing and leaves nothing untrue. */
final class NothingIsLostByAKillAcceptance {
    private static final List<String> GENERATED = List.of("thing");

    @Test
    void killedDuringAFullIndexOfGeneratedRowsItGoesOnWhereItWas() {
        int rows = Drill.size(12_000, 200_000);
        int hits = Drill.size(3, 20);
        int chunk = rows / (2 * (hits + 1));
        try (Sluice sluice = Sluice.before(Servers.forTests().elasticsearch());
                World world = World.of("killed-in-full-index", World.config("types: {thing: {table: thing}}"))
                        .through(sluice)
                        .set("TIDEMARK_JOBS_CHUNK_DOCUMENTS", Integer.toString(chunk))) {
            world.commit(
                    "CREATE TABLE thing (id int PRIMARY KEY, name text NOT NULL, number numeric NOT NULL)",
                    "INSERT INTO thing SELECT i, md5(i::text), i / 7.0 FROM generate_series(1, " + rows + ") i");
            world.init();
            long processed = 0;
            for (int hit = 0; hit < hits; hit++) {
                Sluice.Gate first = sluice.hold(Sluice.Passing::isDocuments);
                DaemonProcess daemon = world.run();
                first.await(Drill.SOON);
                Sluice.Gate second = sluice.hold(Sluice.Passing::isDocuments);
                first.release();
                second.await(Drill.SOON);
                daemon.kill9();
                // What a dead daemon had sent may arrive late.
                second.release();
                assertThat(world.meta().jobs())
                        .as("hit %d", hit)
                        .singleElement()
                        .satisfies(
                                job -> assertThat(job.path("status").asText()).isEqualTo("running"));
                processed = world.meta().jobs().get(0).path("processed_docs").asLong();
            }
            Drill.figure("rows filled before the last of " + hits + " kills, of " + rows, processed);
            assertThat(processed).as("a restart goes on at the cursor").isPositive();
            world.run();
            world.awaitFilled(GENERATED, Drill.SOON);
            assertThat(world.meta().jobs()).hasSize(1);
            assertThat(world.indices().versions(GENERATED)).hasSize(rows);
            assertThat(world.indices().document("thing", "7").path("number").asInt())
                    .isEqualTo(1);
        }
    }

    @Test
    void killedAtRandomDuringCyclesItCatchesUp() {
        Random random = new Random(Drill.seed());
        int kills = Drill.size(3, 20);
        try (ChinookWorld chinook = ChinookWorld.load("killed-in-cycles")) {
            DaemonProcess daemon = chinook.indexed();
            World world = chinook.world();
            int hits = 0;
            for (int kill = 0; kill < kills; kill++) {
                Drill.until(Drill.SOON, "it leads", daemon::leads);
                Background<ChinookEdits.Report> edits =
                        chinook.editMeanwhile(8, 150, random.nextLong(), Duration.ofMillis(500));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(1_500)));
                daemon.kill9();
                hits += isIndexing(world) ? 1 : 0;
                daemon = world.run();
                edits.join(Drill.SOON);
            }
            Drill.figure("of " + kills + " kills during cycles, hits while a cycle was under way", hits);
            chinook.assertNoDifferences(Drill.SOON);
        }
    }

    private static boolean isIndexing(World world) {
        return world.meta()
                .read("primary_indexer")
                .filter(indexer -> indexer.path("status").asText().equals("indexing"))
                .isPresent();
    }

    @Test
    void killedAtEachRequestOfACycleItWritesTheDocumentAllTheSame() {
        try (Sluice sluice = Sluice.before(Servers.forTests().elasticsearch());
                ChinookWorld chinook = ChinookWorld.load(
                        World.of("killed-at-each-step", ChinookWorld.EXAMPLE).through(sluice))) {
            DaemonProcess daemon = chinook.indexed();
            World world = chinook.world();
            rename(world, "first");
            int before = sluice.count();
            rename(world, "counted");
            int steps = sluice.count() - before;
            for (int step = 0; step < Math.min(steps, Drill.size(4, 100)); step++) {
                int from = sluice.count();
                int wanted = step;
                Sluice.Gate gate = sluice.hold(passing -> sluice.count() - from > wanted);
                long xid = world.commit("UPDATE \"Artist\" SET \"Name\" = 'step " + step + "' WHERE \"ArtistId\" = 90");
                gate.await(Drill.SOON);
                daemon.kill9();
                if (step % 2 == 0) {
                    gate.drop();
                } else {
                    gate.release();
                }
                daemon = world.run();
                world.awaitIndexed(xid, Drill.SOON);
                chinook.assertNoDifferences(Drill.SOON);
            }
            Drill.figure("requests of a cycle", steps);
        }
    }

    private static void rename(World world, String name) {
        world.awaitIndexed(
                world.commit("UPDATE \"Artist\" SET \"Name\" = '" + name + "' WHERE \"ArtistId\" = 90"), Drill.SOON);
    }
}
