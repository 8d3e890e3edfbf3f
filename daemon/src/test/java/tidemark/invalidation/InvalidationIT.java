package tidemark.invalidation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static tidemark.plan.Drawing.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidemark.change.Change;
import tidemark.change.DocumentId;
import tidemark.change.Key;
import tidemark.change.Operation;
import tidemark.change.TableName;
import tidemark.document.Composed;
import tidemark.document.Composer;
import tidemark.document.KeyScan;
import tidemark.document.SharedObjects;
import tidemark.document.Stamp;
import tidemark.plan.DocumentPlan;
import tidemark.plan.PlanColumn;
import tidemark.plan.TrackedTable;
import tidemark.sandbox.Database;
import tidemark.sandbox.Servers;

/** Affected documents, against documents composed before and after changes to a real PostgreSQL. */
final class InvalidationIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] TABLES = {"artist", "album", "genre", "track", "playlist", "playlist_track", "price"};

    private Database database;
    private Connection connection;

    @BeforeEach
    void load() throws SQLException {
        database = Servers.forTests().createDatabase();
        connection = database.connect();
        execute("""
                CREATE TABLE artist (id int PRIMARY KEY, name text, boss_id int);
                CREATE TABLE album (id int PRIMARY KEY, title text, artist_id int, hidden bool NOT NULL DEFAULT false);
                CREATE TABLE genre (id int PRIMARY KEY, name text);
                CREATE TABLE track (id int PRIMARY KEY, name text, album_id int, genre_id int, country text, tier int);
                CREATE TABLE playlist (id int PRIMARY KEY, name text);
                CREATE TABLE playlist_track (playlist_id int, track_id int, PRIMARY KEY (playlist_id, track_id));
                CREATE TABLE price (country text, tier int, amount numeric, PRIMARY KEY (country, tier));
                CREATE TABLE log (id serial PRIMARY KEY, tbl text, op char(1), o jsonb, n jsonb);
                CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  INSERT INTO log (tbl, op, o, n) VALUES (TG_TABLE_NAME, left(TG_OP, 1), to_jsonb(OLD), to_jsonb(NEW));
                  RETURN NULL;
                END $$;
                INSERT INTO artist SELECT i, 'artist ' || i, CASE WHEN i > 2 THEN i / 2 END FROM generate_series(1, 6) i;
                INSERT INTO album SELECT i, 'album ' || i, 1 + i % 6, i % 5 = 0 FROM generate_series(1, 12) i;
                INSERT INTO genre SELECT i, 'genre ' || i FROM generate_series(1, 3) i;
                INSERT INTO price SELECT c, t, t FROM unnest(ARRAY['de', 'fr']) c, generate_series(1, 2) t;
                INSERT INTO track SELECT i, 'track ' || i, 1 + i % 12, 1 + i % 3, CASE WHEN i % 2 = 0 THEN 'de' ELSE 'fr' END, 1 + i % 2
                  FROM generate_series(1, 40) i;
                INSERT INTO playlist SELECT i, 'playlist ' || i FROM generate_series(1, 4) i;
                INSERT INTO playlist_track SELECT p, t FROM generate_series(1, 4) p, generate_series(1, 40) t WHERE (p * t) % 7 = 1;
                """);
        for (String table : TABLES) {
            execute("CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON " + table
                    + " FOR EACH ROW EXECUTE FUNCTION note()");
        }
    }

    @AfterEach
    void drop() throws SQLException {
        connection.close();
        database.close();
    }

    private static List<DocumentPlan> plans() {
        DocumentPlan track = table("track", "id")
                .shows("id", "name:text")
                .one(
                        "album",
                        "album_id=id",
                        table("album", "id")
                                .shows("title:text")
                                .where("NOT hidden", "hidden:boolean")
                                .one(
                                        "artist",
                                        "artist_id=id",
                                        table("artist", "id")
                                                .shows("name:text")
                                                .one(
                                                        "boss",
                                                        "boss_id=id",
                                                        table("artist", "id").shows("name:text"))))
                .one(
                        "price",
                        "country:text=country:text,tier=tier",
                        table("price", "country:text", "tier").shows("amount:numeric"))
                .many(
                        "playlists",
                        "id=track_id",
                        table("playlist_track", "playlist_id", "track_id")
                                .transparent()
                                .many(
                                        "playlist",
                                        "playlist_id=id",
                                        table("playlist", "id").shows("name:text"),
                                        "name:text"))
                .plan("track");
        DocumentPlan artist = table("artist", "id")
                .shows("id", "name:text")
                .where("name <> 'gone'", "name:text")
                .many(
                        "albums",
                        "id=artist_id",
                        table("album", "id")
                                .shows("id", "title:text")
                                .many(
                                        "tracks",
                                        "id=album_id",
                                        table("track", "id")
                                                .shows("id", "name:text")
                                                .one(
                                                        "genre",
                                                        "genre_id=id",
                                                        table("genre", "id").shows("name:text")),
                                        "name:text"))
                .plan("artist");
        DocumentPlan playlist = table("playlist", "id")
                .shows("id", "name:text")
                .many(
                        "entries",
                        "id=playlist_id",
                        table("playlist_track", "playlist_id", "track_id")
                                .shows("track_id")
                                .one(
                                        "track",
                                        "track_id=id",
                                        table("track", "id").shows("name:text", "genre_id")))
                .plan("playlist");
        return List.of(track, artist, playlist);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyDocumentThatDiffersIsAffected(long seed) throws Exception {
        Random random = new Random(seed);
        for (int round = 0; round < 12; round++) {
            Map<DocumentId, JsonNode> before = documents();
            int edits = 1 + random.nextInt(8);
            for (int i = 0; i < edits; i++) {
                edit(random);
            }
            List<Change> changes = changes();
            AffectedDocuments affected = affected(changes);
            assertThat(ids(affected))
                    .as("seed %d, round %d: %s", seed, round, changes)
                    .containsAll(different(before, documents()));
            AffectedDocuments inPieces = new AffectedDocuments(1000);
            for (Change change : changes) {
                Invalidation.of(plans()).affected(connection, List.of(change), inPieces);
            }
            assertThat(ids(inPieces))
                    .as("seed %d, round %d, one by one", seed, round)
                    .isEqualTo(ids(affected));
        }
    }

    private void edit(Random random) throws SQLException {
        int one = 1 + random.nextInt(14);
        int other = 1 + random.nextInt(14);
        String word = "'w" + random.nextInt(1000) + "'";
        List<String> edits = List.of(
                "UPDATE artist SET name = " + word + " WHERE id = " + one,
                "UPDATE artist SET name = 'gone' WHERE id = " + one,
                "UPDATE artist SET boss_id = " + other + " WHERE id = " + one,
                "UPDATE artist SET id = 100 + id WHERE id = " + one
                        + " AND NOT EXISTS (SELECT FROM artist WHERE id = 100 + " + one + ")",
                "UPDATE artist SET id = id - 100 WHERE id = 100 + " + one
                        + " AND NOT EXISTS (SELECT FROM artist WHERE id = " + one + ")",
                "DELETE FROM artist WHERE id = " + one,
                "INSERT INTO artist VALUES (" + one + ", " + word + ", " + other
                        + ") ON CONFLICT (id) DO UPDATE SET boss_id = NULL",
                "UPDATE album SET artist_id = " + other + " WHERE id = " + one,
                "UPDATE album SET hidden = NOT hidden WHERE id = " + one,
                "UPDATE album SET title = " + word + " WHERE artist_id = " + one,
                "DELETE FROM album WHERE id = " + one,
                "INSERT INTO album VALUES (" + one + ", " + word + ", " + other
                        + ") ON CONFLICT (id) DO UPDATE SET artist_id = NULL",
                "UPDATE track SET album_id = " + other + " WHERE id = " + one,
                "UPDATE track SET album_id = " + other + ", genre_id = NULL, name = " + word + " WHERE album_id = "
                        + one,
                "UPDATE track SET country = 'de', tier = " + (one % 3) + " WHERE id = " + other,
                "UPDATE track SET id = id + 40 WHERE id = " + one
                        + " AND NOT EXISTS (SELECT FROM track WHERE id = 40 + " + one + ")",
                "DELETE FROM track WHERE id = " + one,
                "UPDATE price SET amount = amount + 1 WHERE tier = " + (one % 3),
                "UPDATE price SET tier = 5 - tier WHERE country = 'de' AND tier = " + (one % 5)
                        + " AND NOT EXISTS (SELECT FROM price" + " WHERE country = 'de' AND tier = 5 - " + (one % 5)
                        + ")",
                "UPDATE genre SET name = " + word + " WHERE id = " + (1 + one % 3),
                "UPDATE playlist SET name = " + word + " WHERE id = " + (1 + one % 4),
                "DELETE FROM playlist_track WHERE track_id = " + one,
                "UPDATE playlist_track SET playlist_id = 5 - playlist_id WHERE track_id = " + one
                        + " AND NOT EXISTS (SELECT FROM" + " playlist_track o WHERE o.track_id = " + one
                        + " AND o.playlist_id = 5 - playlist_track.playlist_id)",
                "INSERT INTO playlist_track VALUES (" + (1 + other % 4) + ", " + one + ") ON CONFLICT DO NOTHING");
        execute(edits.get(random.nextInt(edits.size())));
    }

    @Test
    void aRenameAffectsExactlyTheDocumentsThatShowIt() throws Exception {
        for (String rename : List.of(
                "UPDATE artist SET name = 'x' WHERE id = 2",
                "UPDATE genre SET name = 'x' WHERE id = 2",
                "UPDATE playlist SET name = 'x' WHERE id = 3",
                "UPDATE track SET name = 'x' WHERE id = 8",
                "UPDATE price SET amount = 9 WHERE country = 'de' AND tier = 1")) {
            Map<DocumentId, JsonNode> before = documents();
            execute(rename);
            Set<String> different = different(before, documents());
            assertThat(different).isNotEmpty();
            assertThat(ids(affected(changes()))).as(rename).isEqualTo(different);
        }
    }

    @Test
    void aRowBehindAHiddenOneAffectsNoDocument() throws Exception {
        execute(
                "INSERT INTO artist VALUES (50, 'hidden one', NULL); UPDATE album SET artist_id = 50 WHERE id = 5; TRUNCATE log");
        execute("UPDATE artist SET name = 'still hidden' WHERE id = 50");
        assertThat(affected(changes()).of("track")).isEmpty();
    }

    @Test
    void aDocumentThatIsFoundInManyWaysIsCountedOnce() throws Exception {
        execute("UPDATE track SET name = 'x', album_id = 3 WHERE id = 8; UPDATE album SET title = 'y' WHERE id = 3");
        AffectedDocuments affected = affected(changes());
        assertThat(affected.of("track")).contains(Key.of("8"));
        assertThat(affected.total()).isEqualTo(ids(affected).size());
        assertThat(affected.referencing()).isPositive().isLessThanOrEqualTo(affected.total());
    }

    @Test
    void aTypeBeyondItsLimitOverflowsAndTheOthersDoNot() throws Exception {
        execute("UPDATE artist SET name = name || '!'");
        AffectedDocuments affected = new AffectedDocuments(6);
        Invalidation.of(plans()).affected(connection, changes(), affected);
        assertThat(affected.overflowing()).isEqualTo(Map.of("track", Escalation.TOO_MANY));
        assertThat(affected.count("track")).isEqualTo(6);
        assertThat(affected.count("artist")).isEqualTo(6);
    }

    @Test
    void moreRowsThanAPageAreAllFound() throws Exception {
        execute(
                "INSERT INTO track SELECT i, 'many', 7, 3 FROM generate_series(1000, 6499) i; TRUNCATE log; UPDATE album SET title = 'x' WHERE id = 7");
        connection.setAutoCommit(false);
        AffectedDocuments affected = new AffectedDocuments(100_000);
        Invalidation.of(plans()).affected(connection, changes(), affected);
        connection.rollback();
        connection.setAutoCommit(true);
        assertThat(affected.count("track")).isEqualTo(5500 + 3);
    }

    @Test
    void unloggedChangesEscalateTheTypesThatShowTheTable() {
        Change truncate = change("genre", Operation.TRUNCATE, null, null, Map.of());
        AffectedDocuments affected = new AffectedDocuments(10);
        Invalidation.of(plans()).affected(connection, List.of(truncate), affected);
        assertThat(affected.overflowing()).isEqualTo(Map.of("artist", Escalation.UNLOGGED));
    }

    @Test
    void oldEdgesThatAreMissingOrNoLongerFitEscalateInsteadOfLosingDocuments() throws SQLException {
        Change missing = change("album", Operation.UPDATE, Key.of("1"), Key.of("1"), Map.of("id", "1"));
        AffectedDocuments affected = new AffectedDocuments(10);
        Invalidation.of(plans()).affected(connection, List.of(missing), affected);
        assertThat(affected.overflowing()).containsEntry("artist", Escalation.UNREADABLE);

        connection.setAutoCommit(false);
        Change unfit =
                change("track", Operation.UPDATE, Key.of("1"), Key.of("1"), Map.of("id", "1", "album_id", "a word"));
        AffectedDocuments again = new AffectedDocuments(10);
        Invalidation.of(plans()).affected(connection, List.of(unfit), again);
        assertThat(again.overflowing()).containsEntry("artist", Escalation.UNREADABLE);
        execute("SELECT 1");
        connection.setAutoCommit(true);
    }

    @Test
    void joinsWithoutAnIndexAreNamedWithTheCommandThatMendsThem() throws SQLException {
        execute("CREATE INDEX ON album (artist_id)");
        Set<Indexes.Missing> missing = Indexes.missing(connection, plans());
        assertThat(missing)
                .extracting(Indexes.Missing::command)
                .contains("CREATE INDEX CONCURRENTLY ON \"public\".\"track\" (\"album_id\")");
        assertThat(missing).extracting(Indexes.Missing::columns).doesNotContain(List.of("artist_id"), List.of("id"));
    }

    private AffectedDocuments affected(List<Change> changes) {
        AffectedDocuments affected = new AffectedDocuments(1000);
        Invalidation.of(plans()).affected(connection, changes, affected);
        assertThat(affected.overflowing()).isEmpty();
        return affected;
    }

    private static Set<String> ids(AffectedDocuments affected) {
        Set<String> ids = new TreeSet<>();
        affected.types().forEach(type -> affected.of(type).forEach(key -> ids.add(type + ":" + key)));
        return ids;
    }

    private static Set<String> different(Map<DocumentId, JsonNode> before, Map<DocumentId, JsonNode> after) {
        Set<String> different = new TreeSet<>();
        Map<DocumentId, JsonNode> all = new HashMap<>(before);
        all.putAll(after);
        all.keySet().forEach(id -> {
            if (!Objects.equals(before.get(id), after.get(id))) {
                different.add(id.toString());
            }
        });
        return different;
    }

    private Map<DocumentId, JsonNode> documents() throws Exception {
        Map<DocumentId, JsonNode> documents = new HashMap<>();
        SharedObjects cache = new SharedObjects(1_000_000);
        for (DocumentPlan plan : plans()) {
            List<Key> keys = new KeyScan(plan).next(connection, null, 10_000);
            for (Composed one : new Composer(plan).compose(connection, cache, keys, new Stamp(1, ""))) {
                documents.put(new DocumentId(plan.type(), one.key()), JSON.readTree(new String(one.source(), UTF_8)));
            }
        }
        return documents;
    }

    /** Reads and empties the log. */
    private List<Change> changes() throws Exception {
        Map<String, TrackedTable> tracked = new HashMap<>();
        TrackedTable.of(plans()).forEach(table -> tracked.put(table.table().name(), table));
        List<Change> changes = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT tbl, op, o, n FROM log ORDER BY id")) {
            while (found.next()) {
                TrackedTable table = tracked.get(found.getString(1));
                JsonNode old = node(found.getString(3));
                Map<String, String> edges = new LinkedHashMap<>();
                if (old != null) {
                    table.edges()
                            .forEach(edge -> edges.put(
                                    edge,
                                    old.get(edge).isNull()
                                            ? null
                                            : old.get(edge).asText()));
                }
                changes.add(change(
                        table.table().name(),
                        Operation.of(found.getString(2).charAt(0)),
                        key(table, old),
                        key(table, node(found.getString(4))),
                        edges));
            }
        }
        execute("TRUNCATE log");
        return changes;
    }

    private static JsonNode node(String json) throws Exception {
        return json == null ? null : JSON.readTree(json);
    }

    private static Key key(TrackedTable table, JsonNode row) {
        return row == null
                ? null
                : new Key(table.key().stream()
                        .map(PlanColumn::name)
                        .map(name -> row.get(name).asText())
                        .toList());
    }

    private static Change change(String table, Operation operation, Key oldKey, Key newKey, Map<String, String> edges) {
        return new Change(
                1, UUID.randomUUID(), Instant.EPOCH, new TableName("public", table), operation, oldKey, newKey, edges);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
