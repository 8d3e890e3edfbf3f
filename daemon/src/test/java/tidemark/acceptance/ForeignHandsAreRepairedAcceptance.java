package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.chinook.ChinookEdits;

/** What somebody else does to the indices, by accident or not, is overcome by the next change or by a rebuild. */
final class ForeignHandsAreRepairedAcceptance {

    @Test
    void documentsThatSomebodyElseHasWrittenAreTrueAgainAfterTheirNextChange() {
        try (ChinookWorld chinook = ChinookWorld.load("foreign-writes")) {
            chinook.indexed();
            World world = chinook.world();
            for (int id = 1; id <= 50; id++) {
                for (int write = 0; write < 5; write++) {
                    world.indices().overwrite("invoice", Integer.toString(id), "{\"Total\": " + write + "}");
                }
            }
            long farAbove = System.currentTimeMillis() * 10;
            for (int id = 51; id <= 60; id++) {
                world.indices()
                        .overwrite("invoice", id + "?version_type=external&version=" + farAbove, "{\"Total\": 1}");
            }
            world.awaitIndexed(
                    world.commit("UPDATE \"Invoice\" SET \"Total\" = \"Total\" + 1 WHERE \"InvoiceId\" <= 60"),
                    Drill.SOON);
            chinook.assertNoDifferences(Drill.SOON);
        }
    }

    @Test
    void theMetaIndexDeletedUnderLoadBringsAFullReindexBehindTheOldAlias() {
        try (ChinookWorld chinook = ChinookWorld.load("meta-deleted")) {
            chinook.indexed();
            World world = chinook.world();
            try (SearchLoop searches = new SearchLoop(world.indices(), List.of("artist"))) {
                Set<String> before = world.indices().behind("artist");
                Background<ChinookEdits.Report> edits =
                        chinook.editMeanwhile(4, Drill.size(400, 4_000), Drill.seed(), Duration.ofMillis(500));
                world.awaitIndexed(
                        world.commit("UPDATE \"Artist\" SET \"Name\" = 'load' WHERE \"ArtistId\" = 1"), Drill.SOON);
                world.meta().deleteIndex();
                edits.join(Drill.SOON);
                Drill.until(
                        Drill.SOON,
                        "a full reindex",
                        () -> !world.indices().behind("artist").equals(before)
                                && world.meta().marker().isPresent());
                world.awaitFilled(ChinookWorld.TYPES, Drill.SOON);
                assertThat(searches.fewest().get("artist"))
                        .as("fewest artists a search found")
                        .isPositive();
            }
            chinook.assertNoDifferences(Drill.SOON);
        }
    }

    @Test
    void aDataIndexDeletedUnderLoadIsRebuiltAndNoWriteMakesAnIndex() {
        try (ChinookWorld chinook = ChinookWorld.load("index-deleted")) {
            chinook.indexed();
            World world = chinook.world();
            Background<ChinookEdits.Report> edits =
                    chinook.editMeanwhile(4, Drill.size(400, 4_000), Drill.seed(), Duration.ofMillis(500));
            world.awaitIndexed(
                    world.commit("UPDATE \"Artist\" SET \"Name\" = 'load' WHERE \"ArtistId\" = 1"), Drill.SOON);
            String lost = world.indices().behind("track").iterator().next();
            world.indices().delete(lost);
            Set<String> seen = new TreeSet<>();
            Drill.until(Drill.SOON, "the edits are made and the index is rebuilt", () -> {
                seen.addAll(world.indices().names());
                return edits.isDone() && !world.indices().behind("track").isEmpty();
            });
            edits.join(Drill.SOON);
            world.awaitFilled(ChinookWorld.TYPES, Drill.SOON);
            chinook.assertNoDifferences(Drill.SOON);

            assertThat(seen)
                    .as("indices with the name of an alias, or the lost one")
                    .noneMatch(
                            name -> ChinookWorld.TYPES.stream().anyMatch(type -> name.equals(world.prefix() + type)));
            assertThat(world.indices().names()).doesNotContain(lost);
        }
    }
}
