package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** An object store: every committed change reaches every document that shows it. */
final class EveryChangeOfAnObjectReachesItsDocumentsAcceptance {

    @Test
    void theFirstIndexAndRandomEditsByFourWritersLeaveNoDifference() {
        try (PortalWorld portal = PortalWorld.load("objects")) {
            DaemonProcess daemon = portal.indexed();
            portal.assertNoDifferences(Drill.SOON);

            Map<String, Integer> edits = portal.edit(4, Drill.size(400, 5_000), Drill.seed());

            assertThat(edits.get("held"))
                    .as("transactions left open while others committed")
                    .isPositive();
            assertThat(edits.get("DELETE")).isPositive();
            portal.assertNoDifferences(Drill.SOON);
            Drill.figure("edits", edits);
            Drill.figure("cycles", portal.world().meta().marker().orElseThrow().cycles());
            assertThat(daemon.indexer().path("errors")).isEmpty();
            assertThat(portal.world().meta().requests("threshold"))
                    .as("by cycles, not by rebuilds")
                    .isZero();
        }
    }
}
