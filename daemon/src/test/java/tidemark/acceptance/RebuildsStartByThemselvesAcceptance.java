package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.Servers;

/** What makes an index untrue, too small or too old starts one job, which says why; none starts while one is building. */
final class RebuildsStartByThemselvesAcceptance {
    private static final List<String> TYPES = List.of("thing");
    private static final String THINGS = "types: {thing: {table: thing}}";
    private static final int ROWS = 100;
    private static final String FILL_ALIAS = "-F\"";

    private final Path config = World.config(THINGS);
    private final Sluice sluice = Sluice.before(Servers.forTests().elasticsearch());
    private final World world = World.of("triggers", config)
            .through(sluice)
            .set("TIDEMARK_JOBS_CHECK_INTERVAL", "100ms")
            .set("TIDEMARK_CYCLE_INTERVAL", "1s");

    @AfterEach
    void close() {
        world.close();
        sluice.close();
    }

    private DaemonProcess filled() {
        world.commit(
                "CREATE TABLE thing (id int PRIMARY KEY, name text NOT NULL, size int NOT NULL DEFAULT 1)",
                "INSERT INTO thing SELECT i, 'thing ' || i FROM generate_series(1, " + ROWS + ") i");
        world.init();
        DaemonProcess daemon = world.run();
        world.awaitFilled(TYPES, Drill.SOON);
        assertThat(jobs("first run")).isEqualTo(1);
        return daemon;
    }

    private long jobs(String reason) {
        return world.meta().jobs().stream()
                .filter(job -> job.path("reason").asText().startsWith(reason))
                .count();
    }

    /** The index is being filled, and stays so until the gate opens: no second job starts meanwhile. */
    private void oneJob(String reason, Runnable cause) {
        // A chunk of a rebuild: it is written under the private alias of the index that is filled.
        Sluice.Gate chunk =
                sluice.hold(passing -> passing.isDocuments() && passing.body().contains(FILL_ALIAS));
        int before = world.meta().jobs().size();
        cause.run();
        chunk.await(Drill.SOON);
        assertThat(jobs(reason)).as(reason).isEqualTo(1);
        looks(2);
        assertThat(world.meta().jobs()).as("none while one is building").hasSize(before + 1);
        chunk.release();
        world.awaitFilled(TYPES, Drill.SOON);
        looks(2);
        assertThat(world.meta().jobs()).as("none after").hasSize(before + 1);
    }

    /** Whole looks, as at the interval. */
    private void looks(int count) {
        for (int look = 0; look < count; look++) {
            String before = timestamp();
            Drill.until(Drill.SOON, "it looks", () -> !timestamp().equals(before));
        }
    }

    private DaemonProcess daemon;

    private String timestamp() {
        return daemon.indexer().path("timestamp").asText();
    }

    private void restart(String yaml) {
        daemon.kill9();
        try {
            Files.writeString(config, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        world.init();
        daemon = world.run();
    }

    @Test
    void aTypeThatHasGrown() {
        world.set("TIDEMARK_JOBS_GROWTH_TRIGGER_RATIO", "0.5");
        daemon = filled();
        Drill.until(
                Drill.SOON,
                "it says what was built",
                () -> daemon.indexer().at("/types/thing/row_count_at_build").asInt() == ROWS);
        assertThat(daemon.indexer().at("/types/thing/last_built_at").asText()).isNotEmpty();
        world.awaitIndexed(
                world.commit("INSERT INTO thing SELECT i, 'thing ' || i FROM generate_series(101, 150) i"), Drill.SOON);
        Drill.until(Drill.SOON, "a hundred and fifty", () -> world.indices().found("thing") == 150);
        looks(2);
        assertThat(jobs("growth")).as("150 of 100").isZero();
        oneJob("growth", () -> world.commit("INSERT INTO thing VALUES (151, 'one more')"));
        Drill.until(
                Drill.SOON,
                "built anew",
                () -> daemon.indexer().at("/types/thing/row_count_at_build").asInt() == 151);
        assertThat(world.meta().jobs()).hasSize(2);
    }

    @Test
    void anIndexThatHasBecomeOld() {
        daemon = filled();
        daemon.kill9();
        // Younger again after the rebuild than this, whatever the machine does: the rest of the drill ends before.
        world.set("TIDEMARK_JOBS_MAX_INDEX_AGE", "10m");
        world.meta().change("primary_indexer", json -> {
            ((com.fasterxml.jackson.databind.node.ObjectNode) json.at("/control/targets/thing"))
                    .put("last_built_at", "2020-01-01T00:00:00Z");
            return json;
        });
        oneJob("age", () -> daemon = world.run());
        assertThat(world.meta().jobs()).hasSize(2);
    }

    @Test
    void whatPeopleAndTheDatabaseDo() {
        daemon = filled();
        oneJob("marker deleted", () -> {
            world.meta().deleteMarker();
        });
        oneJob(
                "truncate",
                () -> world.commit(
                        "TRUNCATE thing", "INSERT INTO thing SELECT i, 'again ' || i FROM generate_series(1, 100) i"));
        assertThat(world.indices().document("thing", "7").path("name").asText()).isEqualTo("again 7");
    }

    @Test
    void anotherConfigurationWhereItsDocumentsAreOthers() {
        daemon = filled();
        Set<String> live = world.indices().behind("thing");
        restart("types: {thing: {table: thing, settings: {refresh_interval: 3s}}}");
        Drill.until(Drill.SOON, "it leads", daemon::leads);
        looks(2);
        assertThat(world.meta().jobs()).as("no document changes").hasSize(1);
        assertThat(world.indices().setting("thing", "refresh_interval")).isEqualTo("3s");
        assertThat(world.indices().behind("thing")).isEqualTo(live);
        assertThat(daemon.indexer().at("/types/thing/status").asText()).isEqualTo("online");
        oneJob("mapping changed", () -> restart("types: {thing: {table: thing, mapping: {name: {type: text}}}}"));
        oneJob("plan changed", () -> restart("types: {thing: {table: thing, columns: {except: [size]}}}"));
        assertThat(world.indices().behind("thing")).doesNotContainAnyElementsOf(live);
    }

    @Test
    void aChangeOfTooManyDocumentsSaysWhatItCosts() {
        world.set("TIDEMARK_CYCLE_FULL_REINDEX_ABOVE", "50").set("TIDEMARK_CYCLE_FULL_REINDEX_SHARE", "0");
        daemon = filled();
        oneJob("threshold", () -> world.commit("UPDATE thing SET size = 2"));
        String reason = world.meta().jobs().stream()
                .map(job -> job.path("reason").asText())
                .filter(text -> text.startsWith("threshold"))
                .findFirst()
                .orElseThrow();
        assertThat(reason).contains("100 or more documents of thing", "100 changes of", "thing", "documents a second");
        assertThat(world.indices().document("thing", "7").path("size").asInt()).isEqualTo(2);
    }
}
