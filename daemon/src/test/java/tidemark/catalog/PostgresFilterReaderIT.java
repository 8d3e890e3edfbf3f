package tidemark.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidemark.change.TableName;
import tidemark.sandbox.Servers;

class PostgresFilterReaderIT {

    private static final TableName TABLE = new TableName("public", "Order");
    private static tidemark.sandbox.Database database;
    private static Connection connection;

    @BeforeAll
    static void connect() throws SQLException {
        database = Servers.forTests().createDatabase();
        connection = database.connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TYPE state AS ENUM ('open', 'paid')");
            statement.execute(
                    "CREATE FUNCTION double(n numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT n * 2'");
            statement.execute("CREATE FUNCTION tax(n numeric) RETURNS numeric LANGUAGE sql STABLE AS 'SELECT n * 2'");
            statement.execute("CREATE TABLE other (id int)");
            statement.execute(
                    "CREATE TABLE \"Order\" (id int PRIMARY KEY, total numeric, \"placedOn\" date, at timestamp,"
                            + " seen timestamptz, state state, note text, tags jsonb, parts text[], \"größe\" text, gone boolean)");
            statement.execute("ALTER TABLE \"Order\" DROP COLUMN gone");
        }
    }

    @AfterAll
    static void drop() throws SQLException {
        connection.close();
        database.close();
    }

    private static FilterReading read(String sql) {
        return new PostgresFilterReader(connection).read(TABLE, sql);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "total > 0 | total",
                "state = 'open' | state",
                "state IN ('open', 'paid') AND total IS NOT NULL | state total",
                "\"placedOn\" >= '2026-01-31' | placedOn",
                "\"placedOn\" BETWEEN date '2026-01-31' AND date '2026-02-28' | placedOn",
                "at > '2026-01-31 10:00' | at",
                "seen > '2026-01-31 10:00:00+00' | seen",
                "seen AT TIME ZONE 'UTC' > '2026-01-31' | seen",
                "note ~ '^a;b\\)' OR lower(note) LIKE 'x?%' | note",
                "jsonb_exists(tags, 'vip') OR tags @> '{\"a\": 1}' OR tags ->> 'b' = 'c' | tags",
                "parts && '{a,b}' OR parts[1] = 'c' OR 'd' = ANY (parts) | parts",
                "CASE WHEN total > 1 THEN note ELSE coalesce(note, 'none') END <> '' | note total",
                "double(total) > 10 | total",
                "id::text = note | id note",
                "\"größe\" = 'ä' AND \"placedOn\" > '2026-01-31' | größe placedOn",
                "greatest(id, 3) > 2 AND nullif(id, 0) IS DISTINCT FROM 4 | id",
                "extract(year FROM \"placedOn\") = 2026 | placedOn"
            })
    void aConditionThatAlwaysSaysTheSameIsUsableAndItsColumnsAreKnown(String sql, String columns) {
        FilterReading reading = read(sql);

        assertThat(reading).isInstanceOf(FilterReading.Usable.class);
        assertThat(String.join(" ", ((FilterReading.Usable) reading).columns())).isEqualTo(columns);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "at > now() | clock",
                "seen > now() | now()",
                "seen > CURRENT_TIMESTAMP | clock or the session",
                "\"placedOn\" = current_date | clock or the session",
                "\"placedOn\" = 'today' | written in full: date '2026-01-31'",
                "\"placedOn\" > '01/02/2026' | written in full",
                "at < 'now' | written in full",
                "seen > '2026-01-31 10:00' | written in full: timestamptz",
                "seen > '2026-01-31' | written in full",
                "seen > at | stable",
                "seen::date = \"placedOn\" | stable",
                "seen > \"placedOn\" | stable",
                "note::date = \"placedOn\" | cast from text to date",
                "seen::text = note | cast from timestamptz to text",
                "note = current_user | session",
                "note = current_setting('work_mem') | stable",
                "random() > total | volatile",
                "tax(total) > 1 | stable",
                "to_char(at, 'YYYY') = '2026' | stable",
                "EXISTS (SELECT FROM other) | subquery",
                "id IN (SELECT id FROM other) | subquery",
                "total > (SELECT 1) | subquery",
                "sum(total) > 1 | aggregate",
                "generate_series(1, 2) = id | set-returning",
                "row_number() OVER () = 1 | window",
                "other.id = 1 | other",
                "\"Order\".id = 1 | Order",
                "placedOn > '2026-01-31' | placedon",
                "gone | gone",
                "ctid = '(0,1)' | system column",
                "tidemark_row IS NOT NULL | whole row",
                "true | reads no column",
                "id = 1) OR (id = 2 | not balanced",
                "id = 1; DROP TABLE other | ';'",
                "id = 1 -- all | comments",
                "id = 1 /* all */ | comments",
                "tags ? 'vip' | operator ?",
                "id = $1 | parameters",
                "note = 'open | quote is not closed",
                "id + 1 | must be type boolean",
                "id = = 1 | syntax error"
            })
    void aConditionThatCouldSaySomethingElseLaterIsRefusedWithItsReason(String sql, String reason) {
        FilterReading reading = read(sql);

        assertThat(reading).isInstanceOf(FilterReading.Refused.class);
        assertThat(((FilterReading.Refused) reading).reason()).contains(reason);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingStaysBehindOnTheConnection(boolean autoCommit) throws SQLException {
        connection.setAutoCommit(autoCommit);
        try (Statement statement = connection.createStatement()) {
            read("nonsense");
            read("id > 0");
            statement.execute("SHOW debug_print_parse");
            statement.getResultSet().next();
            assertThat(statement.getResultSet().getString(1)).isEqualTo("off");
        } finally {
            connection.setAutoCommit(true);
        }
    }

    @Test
    void theTableMayHaveAnyName() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA \"my schema\"");
            statement.execute("CREATE TABLE \"my schema\".\"a {b} \"\"c\"\" (d)\" (\"an id\" int, \"ü\" text)");
        }

        assertThat(new PostgresFilterReader(connection)
                        .read(new TableName("my schema", "a {b} \"c\" (d)"), "\"an id\" > 0 AND \"ü\" = '{'"))
                .isEqualTo(FilterReading.Usable.of(java.util.Set.of("an id", "ü")));
    }
}
