package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.chinook.ChinookEdits;

/** A table that ALTER TABLE rewrites looks empty to an older snapshot; no document is lost by that, nor by TRUNCATE. */
final class RewrittenTablesDeleteNothingAcceptance {
    private static final List<String> REWRITTEN = List.of("Genre", "Artist", "Album", "Customer", "MediaType");
    private static final String BUSY = "55P03";
    private static final String DEADLOCK = "40P01";

    private final AtomicInteger columns = new AtomicInteger();

    @Test
    void duringCycles() {
        try (ChinookWorld chinook = ChinookWorld.load("rewritten-in-cycles")) {
            chinook.indexed();
            World world = chinook.world();
            Background<ChinookEdits.Report> edits =
                    chinook.editMeanwhile(4, Drill.size(500, 3_000), Drill.seed(), Duration.ofMillis(300));
            rewrite(world);
            truncate(world);
            while (!edits.isDone()) {
                rewrite(world);
            }
            truncate(world);
            edits.join(Drill.SOON);
            chinook.assertNoDifferences(Drill.SOON);
            Drill.figure("tables rewritten during cycles", columns.get());
        }
    }

    @Test
    void duringARebuild() {
        try (ChinookWorld chinook = ChinookWorld.load("rewritten-in-rebuild")) {
            World world = chinook.world().set("TIDEMARK_JOBS_CHUNK_DOCUMENTS", "100");
            chinook.indexed();
            for (int round = 0; round < Drill.size(1, 10); round++) {
                int requests = round + 1;
                int before = columns.get();
                chinook.deleteMarker();
                Drill.until(
                        Drill.SOON, "the rebuild begins", () -> world.meta().requests("marker deleted") == requests);
                do {
                    rewrite(world);
                } while (isRunning(world));
                assertThat(columns.get()).as("tables rewritten").isGreaterThan(before);
                world.awaitFilled(ChinookWorld.TYPES, Drill.SOON);
                chinook.assertNoDifferences(Drill.SOON);
            }
            chinook.deleteMarker();
            Drill.await(Drill.SOON, "the tracks are filled")
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> fillsTracks(world));
            truncate(world);
            world.awaitFilled(ChinookWorld.TYPES, Drill.SOON);
            chinook.assertNoDifferences(Drill.SOON);
            Drill.figure("tables rewritten during rebuilds", columns.get());
        }
    }

    private static boolean isRunning(World world) {
        return world.meta().jobs().stream()
                .anyMatch(job -> job.path("status").asText().matches("pending|running"));
    }

    private static boolean fillsTracks(World world) {
        return world.meta().jobs().stream()
                .filter(job -> job.path("label").asText().equals("track"))
                .anyMatch(job -> job.path("status").asText().equals("running"));
    }

    private static void truncate(World world) {
        boolean truncated = attempt(
                        world,
                        "TRUNCATE \"PlaylistTrack\"",
                        "INSERT INTO \"PlaylistTrack\" SELECT min(\"PlaylistId\"), min(\"TrackId\")"
                                + " FROM \"Playlist\", \"Track\" HAVING count(*) > 0")
                && attempt(world, "TRUNCATE \"InvoiceLine\"");
        if (!truncated) {
            truncate(world);
        }
    }

    /** A volatile default makes Postgres write the table anew. */
    private void rewrite(World world) {
        String table = "\"" + REWRITTEN.get(columns.get() % REWRITTEN.size()) + "\"";
        String column = "extra" + columns.get();
        if (attempt(world, "ALTER TABLE " + table + " ADD COLUMN " + column + " float DEFAULT random()")) {
            columns.incrementAndGet();
        }
    }

    /** Writers and readers keep it from its lock for a while. */
    private static boolean attempt(World world, String... statements) {
        try (Connection connection = world.database().connect()) {
            connection.setAutoCommit(false);
            Sql.execute(connection, "SET LOCAL lock_timeout = '500ms'");
            Sql.execute(connection, statements);
            connection.commit();
            return true;
        } catch (SQLException e) {
            if (BUSY.equals(e.getSQLState()) || DEADLOCK.equals(e.getSQLState())) {
                return false;
            }
            throw new IllegalStateException("the database refused " + List.of(statements), e);
        }
    }
}
