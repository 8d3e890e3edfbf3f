package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.Servers;

/** Deleting the marker asks for one complete reindex, and searches are served throughout. */
final class DeletingTheMarkerReindexesBehindRunningSearchesAcceptance {
    private static final String ARTISTS = """
            types:
              artist:
                table: Artist
                embed:
                  - Albums: {from: Album, order: [Title]}
            """;

    @Test
    void noSearchFindsFewerDocumentsMeanwhile() {
        try (ChinookWorld chinook = ChinookWorld.load("marker-deleted")) {
            chinook.indexed();
            World world = chinook.world();
            Map<String, Set<String>> before = behind(world);
            for (int round = 0; round < Drill.size(1, 10); round++) {
                try (SearchLoop searches = new SearchLoop(world.indices(), ChinookWorld.TYPES)) {
                    chinook.deleteMarker();
                    Map<String, Set<String>> old = before;
                    Drill.until(
                            Drill.SOON,
                            "every type has a new index",
                            () -> behind(world).entrySet().stream()
                                    .allMatch(type -> type.getValue().size() == 1
                                            && !type.getValue().equals(old.get(type.getKey()))));
                    assertThat(searches.fewest())
                            .isEqualTo(Map.of("track", 3_503L, "invoice", 412L, "artist", 275L, "customer", 59L));
                }
                before = behind(world);
                world.awaitFilled(ChinookWorld.TYPES, Drill.SOON);
                assertThat(world.meta().marker())
                        .as("the marker is there again")
                        .isPresent();
                assertThat(world.meta().requests("marker deleted")).isEqualTo(round + 1);
            }
            chinook.assertNoDifferences(Drill.SOON);
        }
    }

    private static Map<String, Set<String>> behind(World world) {
        Map<String, Set<String>> behind = new HashMap<>();
        ChinookWorld.TYPES.forEach(type -> behind.put(type, world.indices().behind(type)));
        return behind;
    }

    @Test
    void deletedAtEachStepOfACycleItBringsExactlyOneReindex() {
        URI elasticsearch = Servers.forTests().elasticsearch();
        try (Sluice sluice = Sluice.before(elasticsearch);
                ChinookWorld chinook = ChinookWorld.load(
                        World.of("marker-at-each-step", World.config(ARTISTS)).through(sluice))) {
            World world = chinook.world();
            world.init();
            world.run();
            world.awaitFilled(List.of("artist"), Drill.SOON);
            rename(world, -1);
            int steps = requestsOfACycle(world, sluice);
            Drill.figure("requests of one cycle, the marker deleted at each", steps);
            assertThat(steps).isGreaterThan(2);
            for (int step = 0; step < steps; step++) {
                int from = sluice.count();
                int wanted = step;
                Sluice.Gate gate = sluice.hold(passing -> sluice.count() - from > wanted);
                long xid = world.commit("UPDATE \"Artist\" SET \"Name\" = 'step " + step + "' WHERE \"ArtistId\" = 1");
                Sluice.Passing held = gate.await(Drill.SOON);
                world.meta().deleteMarker();
                gate.release();

                int requests = step + 1;
                String at = "deleted while " + held.method() + " " + held.path() + " was held";
                Drill.until(
                        Drill.SOON,
                        "a reindex is asked for; " + at,
                        () -> world.meta().requests("marker deleted") >= requests);
                world.awaitIndexed(xid, Drill.SOON);
                world.awaitFilled(List.of("artist"), Drill.SOON);
                rename(world, step);
                assertThat(world.meta().requests("marker deleted")).as(at).isEqualTo(requests);
                assertThat(world.indices().document("artist", "1").path("Name").asText())
                        .isEqualTo("after step " + step);
            }
            assertThat(world.indices().found("artist")).isEqualTo(275);
        }
    }

    /** One more cycle, so that a second reindex would have shown itself. */
    private static void rename(World world, int step) {
        world.awaitIndexed(
                world.commit("UPDATE \"Artist\" SET \"Name\" = 'after step " + step + "' WHERE \"ArtistId\" = 1"),
                Drill.SOON);
    }

    private static int requestsOfACycle(World world, Sluice sluice) {
        int before = sluice.count();
        world.awaitIndexed(
                world.commit("UPDATE \"Artist\" SET \"Name\" = 'counted' WHERE \"ArtistId\" = 1"), Drill.SOON);
        return sluice.count() - before;
    }
}
