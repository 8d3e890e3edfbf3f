package tidemark.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tidemark.plan.Drawing.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tidemark.change.Key;
import tidemark.lifecycle.Unavailable;
import tidemark.plan.DocumentPlan;
import tidemark.plan.Drawing;
import tidemark.sandbox.Database;
import tidemark.sandbox.Servers;

/** Documents composed from a real PostgreSQL. */
final class ComposerIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Stamp STAMP = new Stamp(17, "100:102:100");
    private static final String MADE = ",\"_tidemark\":{\"generation\":17,\"snapshot\":\"100:102:100\"}}";

    private static Database database;
    private Connection connection;

    @BeforeAll
    static void load() throws SQLException {
        database = Servers.forTests().createDatabase();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE TABLE artist (id int PRIMARY KEY, name text, active bool NOT NULL DEFAULT true);
                    CREATE TABLE album (id int PRIMARY KEY, title varchar(80), artist_id int);
                    CREATE TABLE track (id int PRIMARY KEY, name text, album_id int, divisor int NOT NULL DEFAULT 1);
                    CREATE TABLE playlist (id int PRIMARY KEY, name text);
                    CREATE TABLE playlist_track (playlist_id int, track_id int, PRIMARY KEY (playlist_id, track_id));
                    INSERT INTO artist VALUES (1, 'Ann', true), (2, 'Bob', false);
                    INSERT INTO album VALUES (10, 'First', 1), (11, 'Second', 2), (12, NULL, NULL);
                    INSERT INTO track VALUES (100, 'a', 10), (101, 'b', 11), (102, 'c', 12), (103, 'd', NULL), (104, 'e', 99), (105, 'f', 10);
                    INSERT INTO playlist VALUES (1, 'zulu'), (2, 'alpha'), (3, 'mike');
                    INSERT INTO playlist_track VALUES (1, 100), (2, 100), (3, 100), (2, 101);
                    """);
        }
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @BeforeEach
    void begin() throws SQLException {
        connection = database.connect();
        connection.setAutoCommit(false);
    }

    @AfterEach
    void end() throws SQLException {
        connection.close();
    }

    private static Drawing artist() {
        return table("artist", "id").shows("id", "name:text");
    }

    private static Drawing album() {
        return table("album", "id").shows("title:character varying(80)").one("artist", "artist_id=id", artist());
    }

    private static DocumentPlan tracks() {
        return table("track", "id")
                .shows("id", "name:text")
                .one("album", "album_id=id", album())
                .plan("track");
    }

    @Test
    void objectsAreEmbeddedInPlanOrderAndNullWhereThereIsNone() {
        assertThat(compose(tracks(), "100", "102", "103", "104"))
                .containsExactly(
                        "{\"id\":100,\"name\":\"a\",\"album\":{\"title\":\"First\",\"artist\":{\"id\":1,\"name\":\"Ann\"}}"
                                + MADE,
                        "{\"id\":102,\"name\":\"c\",\"album\":{\"title\":null,\"artist\":null}" + MADE,
                        "{\"id\":103,\"name\":\"d\",\"album\":null" + MADE,
                        "{\"id\":104,\"name\":\"e\",\"album\":null" + MADE);
    }

    @Test
    void resultsComeInTheOrderOfTheIdsAndAnIdWithoutARowIsADelete() {
        assertThat(compose(tracks(), "105", "1", "100", "105"))
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("{\"id\":105"),
                        second -> assertThat(second).isEqualTo("absent 1"),
                        third -> assertThat(third).startsWith("{\"id\":100"),
                        fourth -> assertThat(fourth).startsWith("{\"id\":105"));
    }

    @Test
    void aListBehindAJoinTableIsFlattenedInTheOrderOfTheFarSideAndEmptyWithoutRows() {
        Drawing bridge = table("playlist_track", "playlist_id", "track_id")
                .transparent()
                .many("playlist", "playlist_id=id", table("playlist", "id").shows("name:text"), "name:text");
        DocumentPlan plan = table("track", "id")
                .shows("id")
                .many("playlists", "id=track_id", bridge)
                .plan("track");
        assertThat(compose(plan, "100", "101", "102"))
                .containsExactly(
                        "{\"id\":100,\"playlists\":[{\"name\":\"alpha\"},{\"name\":\"mike\"},{\"name\":\"zulu\"}]"
                                + MADE,
                        "{\"id\":101,\"playlists\":[{\"name\":\"alpha\"}]" + MADE,
                        "{\"id\":102,\"playlists\":[]" + MADE);
    }

    @Test
    void aTransparentStepOfManyToOneShowsTheFarKeyOrderWhenNoneIsGiven() {
        Drawing bridge = table("playlist_track", "playlist_id", "track_id")
                .transparent()
                .one("playlist", "playlist_id=id", table("playlist", "id").shows("id"));
        DocumentPlan plan = table("track", "id")
                .shows("id")
                .many("playlists", "id=track_id", bridge)
                .plan("track");
        assertThat(compose(plan, "100"))
                .containsExactly("{\"id\":100,\"playlists\":[{\"id\":1},{\"id\":2},{\"id\":3}]" + MADE);
    }

    @Test
    void listsInsideListsAreOrderedAsAsked() {
        DocumentPlan plan = table("artist", "id")
                .shows("name:text")
                .many(
                        "albums",
                        "id=artist_id",
                        table("album", "id")
                                .shows("id")
                                .many(
                                        "tracks",
                                        "id=album_id",
                                        table("track", "id").shows("id"),
                                        "-name:text"))
                .plan("artist");
        assertThat(compose(plan, "1", "2"))
                .containsExactly(
                        "{\"name\":\"Ann\",\"albums\":[{\"id\":10,\"tracks\":[{\"id\":105},{\"id\":100}]}]" + MADE,
                        "{\"name\":\"Bob\",\"albums\":[{\"id\":11,\"tracks\":[{\"id\":101}]}]" + MADE);
    }

    @Test
    void filtersLeaveOutRootsAndEmbeddedRows() {
        Drawing active = artist().where("active AND name <> '?'", "active:boolean", "name:text");
        DocumentPlan plan = table("album", "id")
                .shows("id")
                .where("id < 12 /* v1, i */", "id")
                .one("artist", "artist_id=id", active)
                .plan("album");
        assertThat(compose(plan, "10", "11", "12"))
                .containsExactly(
                        "{\"id\":10,\"artist\":{\"id\":1,\"name\":\"Ann\"}" + MADE,
                        "{\"id\":11,\"artist\":null" + MADE,
                        "absent 12");
    }

    @Test
    void compositeAndOddKeysAreFoundByTheirText() throws SQLException {
        execute(
                "CREATE TABLE \"Odd Key\" (\"a b\" text, u uuid, n numeric(8,2), \"c\"\"d\" char(4), PRIMARY KEY (\"a b\", u, n, \"c\"\"d\"))");
        execute("INSERT INTO \"Odd Key\" VALUES ('{\"x\\,', '6d7ea4c2-3c4f-4a51-9f2e-0b4c1a0a3f11', 1.50, 'yz')");
        DocumentPlan plan = table("Odd Key", "a b:text", "u:uuid", "n:numeric(8,2)", "c\"d:character(4)")
                .shows("a b:text", "n:numeric(8,2)", "c\"d:character(4)")
                .plan("odd");
        Key key = Key.of("{\"x\\,", "6d7ea4c2-3c4f-4a51-9f2e-0b4c1a0a3f11", "1.50", "yz");
        assertThat(texts(new Composer(plan).compose(connection, new SharedObjects(1000), List.of(key), STAMP)))
                .containsExactly("{\"a b\":\"{\\\"x\\\\,\",\"n\":1.50,\"c\\\"d\":\"yz  \"" + MADE);
        assertThat(new KeyScan(plan).next(connection, null, 10)).containsExactly(key);
        assertThat(new KeyScan(plan).next(connection, key, 10)).isEmpty();
    }

    @Test
    void aLongerValueDoesNotMatchByBeingCutToTheColumnsLength() throws SQLException {
        execute("CREATE TABLE short (k varchar(3) PRIMARY KEY, c char(2))");
        execute("INSERT INTO short VALUES ('abc', 'x')");
        DocumentPlan plan = table("short", "k:character varying(3)")
                .shows("k:character varying(3)")
                .plan("short");
        assertThat(compose(plan, "abcd", "abc"))
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("absent abcd"),
                        second -> assertThat(second).startsWith("{\"k\":\"abc\""));
    }

    @Test
    void everyTypeIsRenderedAsTheServerPrintsItHoweverOftenItIsAsked() throws Exception {
        execute("CREATE TYPE mood AS ENUM ('happy')");
        execute("CREATE TYPE place AS (city text, zip int)");
        execute("SET TimeZone = 'Asia/Kolkata'");
        String columns = """
                i integer, l bigint, r real, d double precision, n numeric, b boolean, t text, c character(3), u uuid, m mood,
                da date, ts timestamp without time zone, tz timestamp with time zone, ti time without time zone, j json, jb jsonb,
                ia integer[], na numeric[], p place, ip inet, iv interval, pt point, by bytea""";
        execute("CREATE TABLE kinds (id int PRIMARY KEY, " + columns + ")");
        execute("""
                INSERT INTO kinds VALUES (1, 1, 2, 1.5, 'NaN', 1.10, true, E'x\\ny', 'q', '6d7ea4c2-3c4f-4a51-9f2e-0b4c1a0a3f11', 'happy',
                '2024-02-29', '2024-02-29 01:02:03', '2024-02-29 01:02:03.5+00', '01:02', E'{"a":\\n1}', '{"b":2}',
                '{1,NULL}', '{1.0,NaN}', ROW('Ulm', 1), '10.0.0.1', '1 day', '(1,2)', 'x')""");
        execute("INSERT INTO kinds (id) VALUES (2)");
        String[] names = Arrays.stream(columns.replace("\n", " ").split(","))
                .map(column -> column.strip().replaceFirst(" ", ":"))
                .toArray(String[]::new);
        DocumentPlan plan = table("kinds", "id").shows(names).plan("kinds");
        // The driver changes to server-side statements, and with them to binary transfer, after a few executions.
        for (int i = 0; i < 12; i++) {
            List<String> documents = compose(plan, "1", "2");
            assertThat(documents.get(0))
                    .isEqualTo(
                            "{\"i\":1,\"l\":2,\"r\":1.5,\"d\":null,\"n\":1.10,\"b\":true,\"t\":\"x\\ny\",\"c\":\"q  \","
                                    + "\"u\":\"6d7ea4c2-3c4f-4a51-9f2e-0b4c1a0a3f11\",\"m\":\"happy\",\"da\":\"2024-02-29\","
                                    + "\"ts\":\"2024-02-29T01:02:03\",\"tz\":\"2024-02-29T01:02:03.5Z\",\"ti\":\"01:02:00\","
                                    + "\"j\":{\"a\": 1},\"jb\":{\"b\": 2},\"ia\":[1,null],\"na\":[1.0,null],"
                                    + "\"p\":{\"city\":\"Ulm\",\"zip\":1},\"ip\":\"10.0.0.1\",\"iv\":\"1 day\",\"pt\":\"(1,2)\","
                                    + "\"_tidemark\":{\"generation\":17,\"snapshot\":\"100:102:100\",\"lossy\":[\"d\",\"na\"]}}");
            JsonNode empty = JSON.readTree(documents.get(1));
            assertThat(empty.get("tz").isNull()).isTrue();
            assertThat(empty.get("_tidemark").has("lossy")).isFalse();
        }
    }

    @Test
    void lossyFieldsOfEmbeddedObjectsAreNamedByTheirPathAlsoFromTheCache() throws SQLException {
        execute("CREATE TABLE price (id int PRIMARY KEY, amount double precision)");
        execute("INSERT INTO price VALUES (1, 'Infinity')");
        execute("CREATE TABLE item (id int PRIMARY KEY, price_id int)");
        execute("INSERT INTO item VALUES (1, 1), (2, 1)");
        DocumentPlan plan = table("item", "id")
                .one("price", "price_id=id", table("price", "id").shows("amount:double precision"))
                .plan("item");
        SharedObjects cache = new SharedObjects(100_000);
        for (String id : List.of("1", "2")) {
            assertThat(texts(new Composer(plan).compose(connection, cache, List.of(Key.of(id)), STAMP))
                            .get(0))
                    .isEqualTo(
                            "{\"price\":{\"amount\":null},\"_tidemark\":{\"generation\":17,\"snapshot\":\"100:102:100\","
                                    + "\"lossy\":[\"price.amount\"]}}");
        }
        assertThat(cache.hits()).isEqualTo(1);
    }

    @Test
    void anObjectThatManyDocumentsShareIsReadOncePerSnapshot() {
        SharedObjects cache = new SharedObjects(1_000_000);
        List<Long> queries = new ArrayList<>();
        DocumentPlan plan = tracks();
        ComposerMeter meter = (rows, nanos) -> queries.add(rows);
        for (String id : List.of("100", "105")) {
            new Composer(plan, ComposerLimits.DEFAULT, meter).compose(connection, cache, List.of(Key.of(id)), STAMP);
        }
        assertThat(queries)
                .as("rows of each query: track, album, artist, then the second track alone")
                .containsExactly(1L, 1L, 1L, 1L);
    }

    @Test
    void aValueThatTheServerRefusesHarmsNoOtherDocumentAndKeepsTheSnapshot() throws SQLException {
        execute("UPDATE track SET divisor = 0 WHERE id = 102");
        DocumentPlan plan = table("track", "id")
                .shows("id")
                .where("1 / divisor > 0", "divisor")
                .plan("track");
        List<Composed> composed = new Composer(plan)
                .compose(
                        connection,
                        new SharedObjects(1000),
                        keys("100", "101", "102", "103", "no number", "105"),
                        STAMP);
        assertThat(composed.stream().map(one -> one.failure().isPresent()))
                .containsExactly(false, false, true, false, true, false);
        assertThat(composed.get(2).failure().orElseThrow()).contains("division by zero");
        assertThat(composed.get(4).failure().orElseThrow()).contains("no number");
        assertThat(compose(plan, "100")).hasSize(1);
    }

    @Test
    void aHugeDocumentFailsAloneAndALargeBatchIsHalved() throws SQLException {
        execute("CREATE TABLE fat (id int PRIMARY KEY, body text)");
        execute(
                "INSERT INTO fat SELECT i, repeat('x', CASE WHEN i = 7 THEN 5000 ELSE 300 END) FROM generate_series(1, 20) i");
        DocumentPlan plan = table("fat", "id").shows("id", "body:text").plan("fat");
        Composer composer = new Composer(plan, new ComposerLimits(2000, 1000, 10), ComposerMeter.NONE);
        List<Key> ids = IntStream.rangeClosed(1, 20)
                .mapToObj(String::valueOf)
                .map(Key::of)
                .toList();
        List<Composed> composed = composer.compose(connection, new SharedObjects(1000), ids, STAMP);
        assertThat(composed).extracting(Composed::key).isEqualTo(ids);
        assertThat(composed.stream().filter(one -> one.source() != null)).hasSize(19);
        assertThat(composed.get(6).failure()).contains("the document is larger than 2000 bytes");
    }

    @Test
    void aDeadConnectionIsUnavailable() throws SQLException {
        connection.close();
        assertThatThrownBy(() -> compose(tracks(), "100"))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("type track");
    }

    @Test
    void aTableThatIsGoneIsNoneOfTheDocumentsFault() {
        DocumentPlan plan = table("gone", "id").shows("id").plan("gone");
        assertThatThrownBy(() -> compose(plan, "100"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("type gone");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> compose(DocumentPlan plan, String... ids) {
        return texts(new Composer(plan).compose(connection, new SharedObjects(1_000_000), keys(ids), STAMP));
    }

    private static List<Key> keys(String... ids) {
        return Arrays.stream(ids).map(Key::of).toList();
    }

    private static List<String> texts(List<Composed> composed) {
        return composed.stream()
                .map(one -> one.decide(
                        document -> new String(document.source(), UTF_8),
                        absent -> "absent " + absent.key(),
                        failed -> "failed " + failed.key() + ": " + failed.reason()))
                .toList();
    }
}
