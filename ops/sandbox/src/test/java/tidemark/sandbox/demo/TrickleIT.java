package tidemark.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.Database;
import tidemark.sandbox.Servers;
import tidemark.sandbox.chinook.Chinook;
import tidemark.sandbox.chinook.ChinookChecker;
import tidemark.sandbox.chinook.ChinookType;

class TrickleIT {
    @Test
    void aRenamedArtistIsShownByAsManyDocumentsAsTheEditSays() throws Exception {
        try (Database database = Servers.forTests().createDatabase();
                Connection connection = database.connect()) {
            Chinook.load(connection);
            Map<ChinookType, Map<String, JsonNode>> before = ChinookChecker.expected(connection);
            Edit edit = new Trickle(connection, 1).renameArtist();
            apply(connection, edit);
            Map<ChinookType, Map<String, JsonNode>> after = ChinookChecker.expected(connection);

            long changed = 0;
            for (ChinookType type : ChinookType.values()) {
                for (Map.Entry<String, JsonNode> document : after.get(type).entrySet()) {
                    if (!document.getValue().equals(before.get(type).get(document.getKey()))) {
                        changed++;
                    }
                }
            }
            assertThat(changed).isEqualTo(edit.documents()).isGreaterThan(10);
        }
    }

    @Test
    void everyDayInTheShopIsLegal() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        try (Database database = Servers.forTests().createDatabase();
                Connection connection = database.connect()) {
            Chinook.load(connection);
            Trickle trickle = new Trickle(connection, seed);
            for (int i = 0; i < 200; i++) {
                apply(connection, trickle.next());
            }
        }
    }

    private static void apply(Connection connection, Edit edit) throws SQLException {
        connection.setAutoCommit(false);
        assertThat(edit.work().commit(connection)).isPositive();
        connection.setAutoCommit(true);
    }
}
