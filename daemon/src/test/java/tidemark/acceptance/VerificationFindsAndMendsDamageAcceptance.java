package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What somebody else does to documents is found, named with its path, and mended; what is only on its way is not. */
final class VerificationFindsAndMendsDamageAcceptance {
    private static final List<String> TYPES = List.of("thing");
    private static final String THINGS = """
            types:
              thing:
                table: thing
                embed:
                  - parts: {from: part, order: [id]}
            """;

    private static World world(String name) {
        World world = World.of(name, World.config(THINGS)).set("TIDEMARK_VERIFY_DOCUMENTS_PER_SECOND", "10000");
        world.commit(
                "CREATE TABLE thing (id int PRIMARY KEY, name text NOT NULL, price numeric)",
                "CREATE TABLE part (id int PRIMARY KEY, thing_id int NOT NULL REFERENCES thing, label text)",
                "CREATE INDEX ON part (thing_id)",
                "INSERT INTO thing SELECT i, 'thing ' || i, i + 0.10 FROM generate_series(1, 1000) i",
                "INSERT INTO part SELECT i, 1 + i % 1000, 'part ' || i FROM generate_series(1, 3000) i");
        return world;
    }

    /** Several direct writes each: as a foreign program that works on. */
    private static void damage(World world) {
        Indices indices = world.indices();
        for (int time = 1; time <= 3; time++) {
            indices.overwrite("thing", "10", "{\"id\": 10, \"name\": \"damaged " + time + "\"}");
            indices.overwrite("thing", "4711", "{\"id\": 4711, \"name\": \"added " + time + "\"}");
            indices.overwrite("thing", "no-number", "{\"id\": 5, \"name\": \"added " + time + "\"}");
            indices.overwrite("thing", "007", "{\"id\": 7, \"name\": \"added " + time + "\"}");
        }
        JsonNode twenty = indices.document("thing", "20");
        String label = twenty.at("/parts/1/label").asText();
        for (int time = 1; time <= 3; time++) {
            indices.overwrite("thing", "20", twenty.toString().replace(label, "damaged " + time));
        }
        indices.remove("thing", "30");
        indices.refresh("thing");
    }

    @Test
    void fromTheCommandLine() {
        try (World world = world("verify-command")) {
            world.init();
            DaemonProcess daemon = world.run();
            world.awaitFilled(TYPES, Drill.SOON);
            DaemonProcess sound = world.verb("verify");
            assertThat(sound.exitCode(Drill.SOON)).as(sound.log()).isZero();
            assertThat(sound.printed()).contains("thing: 1000 compared, 0 missing, 0 extra, 0 different");

            damage(world);
            DaemonProcess found = world.verb("verify", "thing");
            assertThat(found.exitCode(Drill.SOON)).as(found.log()).isEqualTo(3);
            assertThat(found.printed())
                    .contains(
                            "1 missing, 3 extra, 2 different",
                            "different 10 at name: expected \"thing 10\", found \"damaged 3\"",
                            "different 20 at parts[1].label",
                            "missing 30",
                            "extra 4711",
                            "extra no-number",
                            "extra 007");
            assertThat(world.verb("verify", "--repair").exitCode(Drill.SOON)).isZero();
            Drill.until(Drill.SOON, "mended", () -> world.verb("verify").exitCode(Drill.SOON) == 0);
            assertThat(world.indices().found("thing")).isEqualTo(1_000);
            assertThat(world.verb("verify", "nothing").exitCode(Drill.SOON)).isEqualTo(3);
            DaemonProcess sample = world.verb("verify", "--sample", "100");
            assertThat(sample.exitCode(Drill.SOON)).isZero();
            assertThat(daemon.isAlive()).isTrue();
        }
    }

    @Test
    void byItselfAndUnderEdits() {
        try (World world = world("verify-sweep").set("TIDEMARK_VERIFY_EVERY", "1s")) {
            world.init();
            DaemonProcess daemon = world.run();
            world.awaitFilled(TYPES, Drill.SOON);
            awaitSweeps(daemon, 1);
            assertThat(drift(daemon)).as("nothing was wrong").isZero();
            Background<Integer> edits = Background.of("edits", () -> {
                for (int edit = 0; edit < Drill.size(300, 3_000); edit++) {
                    world.commit(
                            "UPDATE thing SET name = 'edit " + edit + "' WHERE id BETWEEN 100 AND 140",
                            "DELETE FROM part WHERE id = " + (edit + 1),
                            "INSERT INTO part VALUES (" + (edit + 1) + ", " + (500 + edit % 100) + ", 'moved')");
                }
                return 0;
            });
            awaitSweeps(daemon, sweeps(daemon) + 2);
            edits.join(Duration.ofMinutes(10));
            awaitSweeps(daemon, sweeps(daemon) + 1);
            assertThat(drift(daemon))
                    .as("what is on its way is no drift: %s", of(daemon))
                    .isZero();

            damage(world);
            Drill.until(Drill.SOON, "six are found", () -> drift(daemon) == 6);
            awaitSweeps(daemon, sweeps(daemon) + 2);
            assertThat(drift(daemon)).as("each once").isEqualTo(6);
            assertThat(of(daemon).path("drifts")).as("by the last sweep").isEmpty();
            assertThat(world.indices().found("thing")).isEqualTo(1_000);
            assertThat(world.indices().document("thing", "10").path("name").asText())
                    .isEqualTo("thing 10");
            assertThat(daemon.log()).contains("event=drift", "path=name");
            assertThat(world.verb("verify").exitCode(Drill.SOON)).isZero();
        }
    }

    private static JsonNode of(DaemonProcess daemon) {
        return new Http(daemon.url())
                .get("/_indexer/verification")
                .orThrow()
                .body()
                .at("/types/thing");
    }

    private static long sweeps(DaemonProcess daemon) {
        return of(daemon).path("sweeps").asLong();
    }

    private static long drift(DaemonProcess daemon) {
        return of(daemon).path("drift_total").asLong();
    }

    private static void awaitSweeps(DaemonProcess daemon, long count) {
        Drill.until(Drill.SOON, count + " sweeps", () -> sweeps(daemon) >= count);
    }
}
