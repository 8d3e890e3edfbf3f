package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.Servers;

/**
 * What a dead or paused daemon sends of a rebuild arrives late: after another daemon has ended the job, and after a document was
 * deleted whose tombstone is gone.
 */
final class ALateChunkBringsNothingBackAcceptance {
    private static final List<String> THING = List.of("thing");
    private static final int ROWS = 2_000;
    private static final int CHUNK = 500;

    private final Sluice sluice = Sluice.before(Servers.forTests().elasticsearch());

    @AfterEach
    void close() {
        sluice.close();
    }

    private World world(String name) {
        World world = World.of(name, World.config("types: {thing: {table: thing}}"))
                .through(sluice)
                .set("TIDEMARK_JOBS_CHUNK_DOCUMENTS", Integer.toString(CHUNK));
        world.commit(
                "CREATE TABLE thing (id int PRIMARY KEY, name text NOT NULL)",
                "INSERT INTO thing SELECT i, md5(i::text) FROM generate_series(1, " + ROWS + ") i");
        world.init();
        return world;
    }

    @Test
    void afterTheSwap() {
        try (World world = world("late-chunk")) {
            Sluice.Gate late = holdChunkOf("7");
            DaemonProcess dead = world.run();
            late.await(Drill.SOON);
            dead.kill9();
            world.run();
            world.awaitFilled(THING, Drill.SOON);
            assertThat(world.meta().jobs()).as("resumed, not begun again").hasSize(1);

            world.awaitIndexed(world.commit("DELETE FROM thing WHERE id = 7"), Drill.SOON);
            world.indices().forgetTombstones(dest(world));
            String answer = late.releaseAndAwaitAnswer(Drill.SOON);
            assertThat(answer).contains("\"errors\":true").doesNotContain("\"status\":201");
            assertThat(world.indices().found("thing")).isEqualTo(ROWS - 1);
        }
    }

    @Test
    void beforeTheSwap() {
        try (World world = world("late-before-swap")) {
            Sluice.Gate late = holdChunkOf("7");
            world.run();
            late.await(Drill.SOON);
            world.awaitIndexed(world.commit("DELETE FROM thing WHERE id = 7"), Drill.SOON);
            world.indices().forgetTombstones(dest(world));
            assertThat(late.releaseAndAwaitAnswer(Drill.SOON)).contains("\"errors\":false");
            world.awaitFilled(THING, Drill.SOON);
            assertThat(world.indices().found("thing")).isEqualTo(ROWS - 1);
            assertThat(world.meta().jobs()).singleElement().satisfies(job -> {
                assertThat(job.path("status").asText()).isEqualTo("completed");
                assertThat(job.path("retry_count").asInt()).isZero();
            });
        }
    }

    @Test
    void andWhatIsInTheIndexWithoutARowKeepsItFromTheSwap() {
        try (World world = world("counts-differ").set("TIDEMARK_JOBS_RETRY_DELAY", "1s")) {
            Sluice.Gate chunk = holdChunkOf("7");
            world.run();
            chunk.await(Drill.SOON);
            new Http(world.elasticsearch())
                    .call("PUT", "/" + dest(world) + "/_doc/77777", "{\"id\": 77777}")
                    .orThrow();
            chunk.release();
            Drill.until(
                    Drill.SOON,
                    "the job is tried again",
                    () -> world.meta().jobs().get(0).path("retry_count").asInt() == 1);
            world.awaitFilled(THING, Drill.SOON);
            assertThat(world.indices().found("thing")).isEqualTo(ROWS);
            assertThat(world.indices().names())
                    .as("the one that was filled before is gone")
                    .hasSize(2);
        }
    }

    private Sluice.Gate holdChunkOf(String id) {
        return sluice.hold(passing -> passing.isDocuments() && passing.body().contains("\"_id\":\"" + id + "\""));
    }

    private static String dest(World world) {
        return world.meta().jobs().get(0).path("dest_index").asText();
    }

    @Test
    void andAJobThatDiedBetweenItsSealAndItsSwapFillsNothingAgain() {
        try (World world = world("sealed-then-killed")) {
            Sluice.Gate counting = sluice.hold(passing -> passing.path().endsWith("/_count"));
            DaemonProcess dead = world.run();
            counting.await(Drill.SOON);
            dead.kill9();
            counting.drop();
            assertThat(chunks()).isEqualTo(ROWS / CHUNK);
            JsonNode job = world.meta().jobs().get(0);
            long xid = world.commit("INSERT INTO thing VALUES (0, 'before'), (9999, 'after')");
            world.run();
            world.awaitIndexed(xid, Drill.SOON);
            world.awaitFilled(THING, Drill.SOON);
            assertThat(world.meta().jobs()).singleElement().satisfies(now -> {
                assertThat(now.path("status").asText()).isEqualTo("completed");
                assertThat(now.path("dest_index")).isEqualTo(job.path("dest_index"));
            });
            assertThat(chunks()).as("nothing is filled again").isEqualTo(ROWS / CHUNK);
            assertThat(world.indices().found("thing")).isEqualTo(ROWS + 2);
        }
    }

    /** Bulks of many documents; cycles here write two. */
    private long chunks() {
        return sluice.passed().stream()
                .filter(passing ->
                        passing.isDocuments() && passing.body().lines().count() >= CHUNK)
                .count();
    }
}
