package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.chinook.ChinookEdits;

/** Every committed change reaches every document that shows it. */
final class EveryChangeReachesItsDocumentsAcceptance {

    @Test
    void theFirstIndexAndTwoThousandRandomEditsByEightWritersLeaveNoDifference() {
        try (ChinookWorld chinook = ChinookWorld.load("every-change")) {
            DaemonProcess daemon = chinook.indexed();
            Indices indices = chinook.world().indices();
            assertThat(indices.found("track")).isEqualTo(3_503);
            assertThat(indices.found("invoice")).isEqualTo(412);
            assertThat(indices.found("artist")).isEqualTo(275);
            assertThat(indices.found("customer")).isEqualTo(59);
            chinook.assertNoDifferences(Drill.SOON);

            long cyclesBefore = cycles(chinook);
            ChinookEdits.Report edits = chinook.edit(8, Drill.size(2_000, 20_000), Drill.seed(), Duration.ofSeconds(2));

            assertThat(edits.held())
                    .as("transactions left open while others committed")
                    .isPositive();
            assertThat(edits.partRolledBack()).as("savepoints rolled back").isPositive();
            chinook.assertNoDifferences(Drill.SOON);
            Drill.figure("edits", edits);
            Drill.figure("cycles", cycles(chinook) - cyclesBefore);
            assertThat(cycles(chinook)).as("the edits were indexed by cycles").isGreaterThan(cyclesBefore);
            assertThat(daemon.indexer().path("errors")).isEmpty();
        }
    }

    private static long cycles(ChinookWorld chinook) {
        return chinook.world().meta().marker().orElseThrow().cycles();
    }
}
