package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tidemark.sandbox.portal.PortalChecker;

/** An object store whose transactions came with the dump of another server: they stay, and tell nothing. */
final class ARestoredObjectStoreAcceptance {

    /** Ids that this server will never reach, and ids that it reaches soon. */
    private static final String RESTORED =
            "UPDATE transactions SET xid = CASE WHEN \"order\" % 2 = 0 THEN 900000000 + xid ELSE txid_current() + 100 + xid % 50 END";

    @Test
    void beforeTheFirstRun() {
        try (PortalWorld portal = PortalWorld.load("restored-objects")) {
            portal.world().commit(RESTORED);
            portal.indexed();
            assertNothingIsMissed(portal, "first run");
        }
    }

    @Test
    void underARunningDaemon() {
        try (PortalWorld portal = PortalWorld.load("restored-running")) {
            DaemonProcess daemon = portal.indexed();
            portal.world().commit(RESTORED);
            // A genuine row, so that the daemon looks now and not within its interval.
            portal.commitData(null);
            Drill.until(
                    Drill.SOON,
                    "diverged is noticed",
                    () -> portal.world().meta().requests("diverged") >= 1);
            portal.world().awaitFilled(PortalChecker.TYPES, Drill.SOON);
            assertNothingIsMissed(portal, "diverged");
            assertThat(daemon.indexer().path("errors").size()).as("said once").isEqualTo(1);
        }
    }

    private static void assertNothingIsMissed(PortalWorld portal, String reason) {
        portal.edit(4, 60, Drill.seed());
        portal.assertNoDifferences(Drill.SOON);
        assertThat(portal.world().meta().requests(reason))
                .as("once, not for ever")
                .isEqualTo(1);
        assertThat(portal.world().meta().jobs())
                .allSatisfy(job -> assertThat(job.path("reason").asText()).doesNotContain("begins again"));
        assertThat(portal.world()
                        .meta()
                        .read("indexing")
                        .orElseThrow()
                        .at("/position/restored_through")
                        .asLong())
                .isPositive();
    }
}
