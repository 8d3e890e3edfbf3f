package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** An embedded row that is inserted and changed within the same tenth of a second is shown as it is at last. */
final class AnEmbeddedRowIsNeverStaleAcceptance {
    private static final int FIRST_LINE = 100_000;

    @Test
    void insertedAndChangedWithinATenthOfASecondItIsShownAsChanged() {
        int trials = Drill.size(50, 1_000);
        Random random = new Random(Drill.seed());
        try (ChinookWorld chinook = ChinookWorld.load("embedded-row")) {
            chinook.indexed();
            World world = chinook.world();
            for (int trial = 0; trial < trials; trial++) {
                int invoice = 1 + random.nextInt(412);
                int line = FIRST_LINE + trial;
                world.commit("INSERT INTO \"InvoiceLine\" VALUES (" + line + ", " + invoice + ", 1, 0.99, 1)");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(100)));
                long changed =
                        world.commit("UPDATE \"InvoiceLine\" SET \"Quantity\" = 7 WHERE \"InvoiceLineId\" = " + line);
                world.awaitIndexed(changed, Drill.SOON);

                assertThat(quantity(world, invoice, line)).as("trial %d", trial).isEqualTo(7);
            }
            chinook.assertNoDifferences(Drill.SOON);
            Drill.figure("rows inserted and changed within 100 ms, none stale", trials);
        }
    }

    /** As a search finds it at the moment at which the marker says so. */
    private static int quantity(World world, int invoice, int line) {
        for (JsonNode one :
                world.indices().document("invoice", Integer.toString(invoice)).path("Lines")) {
            if (one.path("InvoiceLineId").asInt() == line) {
                return one.path("Quantity").asInt();
            }
        }
        return -1;
    }
}
