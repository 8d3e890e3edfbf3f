package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One transaction left open: what others commit meanwhile is indexed once, not again in every cycle. */
final class AnOpenTransactionMakesNothingBeIndexedTwiceAcceptance {

    @Test
    void changesCommittedBesideAnOpenTransactionAreEachInOneResult() throws SQLException {
        int changes = Drill.size(25, 400);
        try (ChinookWorld chinook = ChinookWorld.load("open-transaction")) {
            DaemonProcess daemon = chinook.indexed();
            World world = chinook.world();
            List<String> named = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            List<Long> written = new ArrayList<>();
            try (Connection open = world.database().connect()) {
                open.setAutoCommit(false);
                long slow = Sql.execute(open, "UPDATE \"Genre\" SET \"Name\" = 'slow' WHERE \"GenreId\" = 1");
                for (int i = 1; i <= changes; i++) {
                    world.awaitIndexed(
                            world.commit("UPDATE \"Invoice\" SET \"Total\" = \"Total\" + 1 WHERE \"InvoiceId\" = " + i),
                            Drill.SOON);
                    collect(daemon.indexer().path("results"), seen, named, written);
                }
                assertThat(world.meta().marker().orElseThrow().covers(slow)).isFalse();
                assertThat(named).as("ids named in results").hasSize(changes).doesNotHaveDuplicates();
                assertThat(written.stream().mapToLong(Long::longValue).sum())
                        .as("documents written by all cycles")
                        .isEqualTo(changes);
                open.commit();
                world.awaitIndexed(slow, Drill.SOON);
            }
            chinook.assertNoDifferences(Drill.SOON);
            Drill.figure("changes beside an open transaction, each indexed once", changes);
        }
    }

    /** {@code results} shows the newest ten; collected after each change, all of them. */
    private static void collect(JsonNode results, Set<String> seen, List<String> named, List<Long> written) {
        for (JsonNode result : results) {
            boolean invoices = result.path("types").toString().contains("Invoice");
            if (invoices && seen.add(result.path("timestamp").asText())) {
                result.path("updated").forEach(id -> named.add(id.asText()));
                written.add(result.path("indexed").asLong());
            }
        }
    }
}
