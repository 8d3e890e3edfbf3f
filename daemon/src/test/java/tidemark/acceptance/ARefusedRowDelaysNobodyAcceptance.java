package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A row that its mapping refuses: all else is indexed, the refused one is named with its reason until it is mended. */
final class ARefusedRowDelaysNobodyAcceptance {
    private static final List<String> TYPES = List.of("invoice");
    private static final String INVOICES = """
            types:
              invoice:
                table: Invoice
                embed:
                  - Lines: {from: InvoiceLine, order: [InvoiceLineId]}
                mapping:
                  Lines.Quantity: {type: byte}
            """;

    @Test
    void itIsNamedWithItsReasonAndLeavesTheListWhenItIsMended() {
        try (ChinookWorld chinook = ChinookWorld.load(
                World.of("refused-row", World.config(INVOICES)).set("TIDEMARK_CYCLE_TROUBLED_RETRY_FIRST", "1s"))) {
            World world = chinook.world();
            world.init();
            DaemonProcess daemon = world.run();
            world.awaitFilled(TYPES, Drill.SOON);

            long xid = world.commit(
                    "UPDATE \"InvoiceLine\" SET \"Quantity\" = 1000 WHERE \"InvoiceId\" = 5",
                    "UPDATE \"Invoice\" SET \"Total\" = 77 WHERE \"InvoiceId\" IN (4, 5, 6)");
            world.awaitIndexed(xid, Drill.SOON);

            assertThat(total(world, 4)).isEqualTo(77);
            assertThat(total(world, 6)).isEqualTo(77);
            Http http = new Http(daemon.url());
            assertThat(http.get("/_indexer/wait?xid=" + xid)
                            .orThrow()
                            .body()
                            .at("/troubled/0")
                            .asText())
                    .isEqualTo("invoice:5");
            JsonNode entry = troubled(world).orElseThrow();
            assertThat(entry.path("uuid").asText()).isEqualTo("invoice:5");
            assertThat(entry.path("error_message").asText()).contains("Quantity");
            assertThat(daemon.indexer().at("/results/0/errors/0/uuid").asText()).isEqualTo("invoice:5");

            long other = world.commit("UPDATE \"Invoice\" SET \"Total\" = 77 WHERE \"InvoiceId\" = 7");
            assertThat(http.get("/_indexer/wait?xid=" + other).orThrow().body().has("troubled"))
                    .isFalse();
            Drill.until(
                    Drill.SOON,
                    "it is tried again",
                    () -> troubled(world)
                            .filter(again -> again.path("attempts").asInt() > 1)
                            .isPresent());
            world.meta().deleteMarker();
            world.commit("UPDATE \"Invoice\" SET \"Total\" = 1 WHERE \"InvoiceId\" = 1");
            Drill.until(Drill.SOON, "a full reindex", () -> world.meta().requests("marker deleted") == 1);
            world.awaitFilled(TYPES, Drill.SOON);
            assertThat(world.indices().found("invoice"))
                    .as("all but the refused one")
                    .isEqualTo(411);
            assertThat(troubled(world)).as("named after the reindex too").isPresent();

            world.awaitIndexed(
                    world.commit("UPDATE \"InvoiceLine\" SET \"Quantity\" = 2 WHERE \"InvoiceId\" = 5"), Drill.SOON);
            assertThat(troubled(world)).as("gone from the list").isEmpty();
            assertThat(total(world, 5)).isEqualTo(77);
            assertThat(world.indices().found("invoice")).isEqualTo(412);
        }
    }

    @Test
    void itIsNamedWhenTheFirstIndexMeetsItToo() {
        try (ChinookWorld chinook = ChinookWorld.load(World.of("refused-first", World.config(INVOICES)))) {
            World world = chinook.world();
            world.commit("UPDATE \"InvoiceLine\" SET \"Quantity\" = 1000 WHERE \"InvoiceId\" = 5");
            world.init();
            world.run();
            world.awaitFilled(TYPES, Drill.SOON);
            assertThat(world.indices().found("invoice")).isEqualTo(411);
            assertThat(troubled(world).orElseThrow().path("uuid").asText()).isEqualTo("invoice:5");
            world.awaitIndexed(
                    world.commit("UPDATE \"InvoiceLine\" SET \"Quantity\" = 2 WHERE \"InvoiceId\" = 5"), Drill.SOON);
            assertThat(troubled(world)).as("gone from the list").isEmpty();
            assertThat(world.indices().found("invoice")).isEqualTo(412);
        }
    }

    private static Optional<JsonNode> troubled(World world) {
        return world.meta()
                .read("primary_troubled")
                .map(json -> json.path("list").path(0))
                .filter(entry -> !entry.isMissingNode());
    }

    private static int total(World world, int invoice) {
        return world.indices()
                .document("invoice", Integer.toString(invoice))
                .path("Total")
                .asInt();
    }
}
