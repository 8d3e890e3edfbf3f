package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Partitions that are attached bring rows, and those that are detached take rows away, which no trigger saw. */
final class PartitionsThatComeAndGoAcceptance {
    private static final List<String> THING = List.of("thing");

    @Test
    void theirRowsComeAndGoWithThem() {
        try (World world = World.of("partitions", World.config("types: {thing: {table: thing}}"))
                .set("TIDEMARK_CYCLE_INTERVAL", "1s")) {
            world.commit(
                    "CREATE TABLE thing (id int PRIMARY KEY, name text) PARTITION BY RANGE (id)",
                    "CREATE TABLE thing_1 PARTITION OF thing FOR VALUES FROM (0) TO (1000)",
                    "INSERT INTO thing SELECT i, 'one' FROM generate_series(0, 9) i",
                    "CREATE TABLE thing_2 (id int PRIMARY KEY, name text)",
                    "INSERT INTO thing_2 SELECT i, 'two' FROM generate_series(1000, 1004) i");
            world.init();
            DaemonProcess daemon = world.run();
            world.awaitFilled(THING, Drill.SOON);
            assertThat(world.indices().found("thing")).isEqualTo(10);

            world.commit("ALTER TABLE thing ATTACH PARTITION thing_2 FOR VALUES FROM (1000) TO (2000)");
            awaitFound(world, 15);
            world.awaitIndexed(world.commit("UPDATE thing SET name = 'changed' WHERE id = 1004"), Drill.SOON);
            assertThat(world.indices().document("thing", "1004").path("name").asText())
                    .as("its writes are logged from then on")
                    .isEqualTo("changed");

            Drill.until(
                    Drill.SOON,
                    "it is said that no trigger sees a TRUNCATE of the new partition",
                    () -> daemon.indexer().path("errors").toString().contains("tidemark_truncate on public.thing_2"));
            awaitOnline(daemon);
            world.commit("TRUNCATE thing_2");
            awaitFound(world, 10);
            awaitOnline(daemon);

            int rebuilds = world.meta().jobs().size();
            world.commit(
                    "INSERT INTO thing VALUES (1001, 'again')",
                    "CREATE TABLE thing_3 PARTITION OF thing FOR VALUES FROM (2000) TO (3000)");
            awaitFound(world, 11);
            world.init();
            world.awaitIndexed(world.commit("INSERT INTO thing VALUES (2001, 'new')"), Drill.SOON);
            awaitFound(world, 12);
            awaitOnline(daemon);
            assertThat(world.meta().jobs())
                    .as("an empty partition costs no rebuild")
                    .hasSize(rebuilds);

            world.commit("ALTER TABLE thing DETACH PARTITION thing_1");
            awaitFound(world, 2);
            awaitOnline(daemon);
        }
    }

    private static void awaitOnline(DaemonProcess daemon) {
        Drill.until(
                Drill.SOON,
                "the type is online",
                () -> daemon.indexer().at("/types/thing/status").asText().equals("online"));
    }

    private static void awaitFound(World world, long documents) {
        Drill.until(
                Drill.SOON,
                documents + " documents are found; see " + world.logs(),
                () -> world.indices().found("thing") == documents);
    }
}
