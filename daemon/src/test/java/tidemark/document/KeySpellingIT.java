package tidemark.document;

import static org.assertj.core.api.Assertions.assertThat;
import static tidemark.plan.Drawing.table;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidemark.change.Key;
import tidemark.plan.DocumentPlan;
import tidemark.sandbox.Database;
import tidemark.sandbox.Servers;

/** Texts of people as keys of a real PostgreSQL. */
final class KeySpellingIT {

    /** One that has another value as the column would have it is nothing there: it must not be taken for that. */
    @ParameterizedTest
    @CsvSource({
        "integer, 007, 7",
        "integer, x,",
        "integer, 99999999999,",
        "'numeric(38,2)', 1.5, 1.50",
        "'numeric(38,2)', 1.499,",
        "numeric, 1.50, 1.50",
        "'character varying(3)', abc, abc",
        "'character varying(3)', abcd,",
        "'character(6)', ab, ab",
        "'character(2)', abc,",
        "'timestamp(0) without time zone', 2026-01-02 03:04:05, 2026-01-02 03:04:05",
        "'timestamp(0) without time zone', 2026-01-02 03:04:05.5,",
        "uuid, A0EEBC999C0B4EF8BB6D6BB9BD380A11, a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        "'bit(3)', 101, 101",
        "text, ' x ', ' x '"
    })
    void isAsTheColumnHasIt(String type, String text, String spelled) throws SQLException {
        DocumentPlan plan = table("t", "id:" + type).plan("t");
        List<String> found = new ArrayList<>();
        try (Database database = Servers.forTests().createDatabase();
                Connection connection = database.connect()) {
            new KeySpelling(plan.root())
                    .of(connection, List.of(Key.of(text)))
                    .forEach(key -> found.add(key.map(Key::text).orElse(null)));
        }
        assertThat(found).containsExactly(spelled);
    }
}
