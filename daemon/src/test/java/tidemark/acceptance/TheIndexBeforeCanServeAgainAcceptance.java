package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The index that served before a reindex is kept true for a while, and serves again by one command. */
final class TheIndexBeforeCanServeAgainAcceptance {
    private static final List<String> TYPES = List.of("thing");
    private static final String EARLIER = "types: {thing: {table: thing}}";
    private static final String LATER = "types: {thing: {table: thing, columns: {except: [note]}}}";

    private static World world(String name, Path config) {
        World world = World.of(name, config)
                .set("TIDEMARK_JOBS_CHECK_INTERVAL", "200ms")
                .set("TIDEMARK_CYCLE_INTERVAL", "1s");
        world.commit(
                "CREATE TABLE thing (id int PRIMARY KEY, name text NOT NULL, note text)",
                "INSERT INTO thing SELECT i, 'thing ' || i, 'note ' || i FROM generate_series(1, 100) i");
        return world;
    }

    @Test
    void afterAnotherConfigurationWasAMistake() {
        Path config = World.config(EARLIER);
        try (World world = world("roll-back", config).set("TIDEMARK_JOBS_KEEP_PREVIOUS", "1h")) {
            world.init();
            DaemonProcess first = world.run();
            world.awaitFilled(TYPES, Drill.SOON);
            Set<String> before = world.indices().behind("thing");
            first.kill9();
            write(config, LATER);
            world.init();
            DaemonProcess daemon = world.run();
            String url = daemon.url().toString();
            Drill.until(
                    Drill.SOON,
                    "the new one serves",
                    () -> !world.indices().behind("thing").equals(before));
            world.awaitFilled(TYPES, Drill.SOON);
            Set<String> after = world.indices().behind("thing");
            world.awaitIndexed(
                    world.commit(
                            "UPDATE thing SET name = 'both', note = 'only the one before' WHERE id = 7",
                            "DELETE FROM thing WHERE id = 8",
                            "INSERT INTO thing VALUES (1000, 'came', 'later')"),
                    Drill.SOON);
            assertThat(thing(world, 7).has("note")).isFalse();

            assertThat(world.verb("rollback", "thing", "--url", url).exitCode(Drill.SOON))
                    .isZero();
            Drill.until(
                    Drill.SOON,
                    "the one before serves",
                    () -> world.indices().behind("thing").equals(before));
            assertThat(thing(world, 7).path("note").asText()).isEqualTo("only the one before");
            assertThat(thing(world, 7).path("name").asText()).isEqualTo("both");
            assertThat(thing(world, 8).isMissingNode()).isTrue();
            assertThat(thing(world, 1000).path("note").asText()).isEqualTo("later");
            int jobs = world.meta().jobs().size();
            world.awaitIndexed(world.commit("UPDATE thing SET note = 'still' WHERE id = 9"), Drill.SOON);
            assertThat(thing(world, 9).path("note").asText()).isEqualTo("still");
            looks(daemon, 3);
            assertThat(world.meta().jobs())
                    .as("it is not rebuilt behind their back")
                    .hasSize(jobs);

            Http http = new Http(daemon.url());
            http.call("POST", "/_indexer/jobs/_roll_back", "{\"type\": \"thing\"}")
                    .orThrow();
            Drill.until(
                    Drill.SOON,
                    "the later one serves again",
                    () -> world.indices().behind("thing").equals(after));
            assertThat(thing(world, 9).path("name").asText()).isEqualTo("thing 9");
            assertThat(http.call("POST", "/_indexer/jobs/_roll_back", "{\"type\": \"no\"}")
                            .status())
                    .isEqualTo(400);
            assertThat(http.call("POST", "/_indexer/jobs/_roll_back", "{}").status())
                    .isEqualTo(400);

            world.commit("TRUNCATE thing", "INSERT INTO thing VALUES (1, 'new', 'new')");
            Drill.until(Drill.SOON, "a rebuild", () -> world.indices().found("thing") == 1);
            assertThat(daemon.indexer().at("/types/thing/previous").isMissingNode())
                    .as("what rides on a job reaches no index of before")
                    .isTrue();
        }
    }

    @Test
    void untilItsTimeIsOver() {
        try (World world = world("roll-back-late", World.config(EARLIER)).set("TIDEMARK_JOBS_KEEP_PREVIOUS", "3s")) {
            world.init();
            DaemonProcess daemon = world.run();
            world.awaitFilled(TYPES, Drill.SOON);
            Http http = new Http(daemon.url());
            String before = world.indices().behind("thing").iterator().next();
            http.call("POST", "/_indexer/jobs", "{}").orThrow();
            Drill.until(
                    Drill.SOON, "it is dropped", () -> !world.indices().names().contains(before));
            String id = http.call("POST", "/_indexer/jobs/_roll_back", "{\"type\": \"thing\"}")
                    .orThrow()
                    .body()
                    .path("id")
                    .asText();
            Drill.until(
                    Drill.SOON,
                    "there is no way back",
                    () -> http.get("/_indexer/jobs/" + id)
                            .body()
                            .path("status")
                            .asText()
                            .equals("failed"));
            assertThat(http.get("/_indexer/jobs/" + id).body().path("detail").asText())
                    .contains("keep_previous");
            assertThat(world.indices().found("thing")).isEqualTo(100);
        }
    }

    private static JsonNode thing(World world, int id) {
        return world.indices().document("thing", String.valueOf(id));
    }

    private static void looks(DaemonProcess daemon, int count) {
        for (int look = 0; look < count; look++) {
            String before = daemon.indexer().path("timestamp").asText();
            Drill.until(
                    Drill.SOON,
                    "it looks",
                    () -> !daemon.indexer().path("timestamp").asText().equals(before));
        }
    }

    private static void write(Path config, String yaml) {
        try {
            Files.writeString(config, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
