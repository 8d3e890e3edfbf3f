package tidemark.sandbox.chinook;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tidemark.sandbox.Database;
import tidemark.sandbox.Servers;

class ChinookIT {
    private Database database;
    private Connection connection;

    @BeforeEach
    void load() throws SQLException {
        database = Servers.forTests().createDatabase();
        connection = database.connect();
        Chinook.load(connection);
    }

    @AfterEach
    void drop() throws SQLException {
        connection.close();
        database.close();
    }

    @Test
    void everyRowIsThere() throws SQLException {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String table : Chinook.TABLES) {
            counts.put(table, number("SELECT count(*) FROM \"" + table + "\""));
        }
        assertThat(counts)
                .containsEntry("Artist", 275L)
                .containsEntry("Album", 347L)
                .containsEntry("Employee", 8L)
                .containsEntry("Customer", 59L)
                .containsEntry("Genre", 25L)
                .containsEntry("MediaType", 5L)
                .containsEntry("Playlist", 18L)
                .containsEntry("Track", 3_503L)
                .containsEntry("Invoice", 412L)
                .containsEntry("InvoiceLine", 2_240L)
                .containsEntry("PlaylistTrack", 8_715L)
                .hasSize(11);
    }

    @Test
    void namesWithAccentsQuotesAndBackslashesAreAsTheyWere() throws SQLException {
        assertThat(strings("SELECT \"Title\" FROM \"Album\" WHERE \"AlbumId\" IN (26, 232) ORDER BY \"AlbumId\""))
                .containsExactly("Acústico MTV [Live]", "Achtung Baby");
        assertThat(strings("SELECT \"Name\" FROM \"Track\" WHERE \"TrackId\" IN (3435) ORDER BY 1"))
                .containsExactly("Cavalleria Rusticana \\ Act \\ Intermezzo Sinfonico");
        assertThat(strings("SELECT \"Name\" FROM \"Track\" WHERE \"Name\" LIKE '%\\\\u%'"))
                .isEmpty();
        assertThat(number("SELECT sum(\"Total\") * 100 FROM \"Invoice\"")).isEqualTo(232_860L);
    }

    @Test
    void everyForeignKeyIsDeclaredAndHasAnIndex() throws SQLException {
        String foreignKeys = "SELECT conrelid::regclass || '.' || attname FROM pg_constraint"
                + " JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]"
                + " WHERE contype = 'f' AND convalidated ";
        assertThat(strings(foreignKeys)).hasSize(11);
        assertThat(strings(foreignKeys
                        + "AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = conrelid AND indkey[0] = conkey[1])"))
                .isEmpty();
        assertThat(number("SELECT count(*) FROM pg_constraint WHERE contype = 'p'"
                        + " AND conrelid = ANY (SELECT conrelid FROM pg_constraint WHERE contype = 'f')"))
                .isEqualTo(7L);
    }

    @Test
    void randomEditsCommitAsOftenAsTheyWereAskedTo() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        String before = fingerprint();

        ChinookEdits.Report report =
                ChinookEdits.run(database::connect, new ChinookEdits.Options(8, 300, seed, Duration.ofMillis(200)));

        System.out.println(report);
        assertThat(report.commits()).isEqualTo(300);
        assertThat(report.edits().keySet()).hasSize(EditKind.values().length);
        assertThat(report.rolledBack()).isPositive();
        assertThat(report.partRolledBack()).isPositive();
        assertThat(report.held()).isPositive();
        assertThat(fingerprint()).isNotEqualTo(before);
        assertThat(number("SELECT count(*) FROM \"Track\"")).isGreaterThan(2_000L);
    }

    @Test
    void keysChangeTogetherWithTheRowsThatReferToThem() throws Exception {
        connection.setAutoCommit(false);
        EditSession session = new EditSession(connection, new java.util.Random(1), FreeKeys.read(connection));
        long lines = number("SELECT count(*) FROM \"InvoiceLine\"");
        for (int i = 0; i < 100; i++) {
            KeyEdits.change(session);
            connection.commit();
        }
        assertThat(number("SELECT count(*) FROM \"InvoiceLine\"")).isEqualTo(lines);
        assertThat(number("SELECT count(*) FROM \"Track\" WHERE \"TrackId\" > 3503"))
                .isPositive();
        assertThat(number("SELECT count(*) FROM \"Track\"")).isEqualTo(3_503L);
    }

    private String fingerprint() throws SQLException {
        return strings("SELECT md5(string_agg(t::text, ',' ORDER BY \"TrackId\")) FROM \"Track\" t")
                .get(0);
    }

    private long number(String sql) throws SQLException {
        return new java.math.BigDecimal(strings(sql).get(0)).longValueExact();
    }

    private List<String> strings(String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}
