package tidemark.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import tidemark.lifecycle.Refusal;
import tidemark.plan.TrackedTable;
import tidemark.sandbox.Servers;

/** What each kind of statement leaves in the log. */
class CaptureIT {

    private LogFixture db;

    @BeforeEach
    void open() throws SQLException {
        db = new LogFixture(Servers.forTests().createDatabase(), 1_000_000);
    }

    @AfterEach
    void close() throws SQLException {
        db.close();
    }

    private void artists() throws SQLException {
        db.table("artist", "id int", "name text", "label int*", "note text!").install();
    }

    @Test
    void insertUpdateAndDeleteAreLoggedWithKeysAndOldEdges() throws SQLException {
        artists();
        db.sql("INSERT INTO artist VALUES (1, 'a', 7, 'x')");
        assertThat(db.anythingNew()).isTrue();
        assertThat(db.told()).containsExactly("artist I >1");
        assertThat(db.anythingNew()).isFalse();
        db.sql("UPDATE artist SET name = 'b'", "UPDATE artist SET label = NULL", "DELETE FROM artist");
        assertThat(db.told())
                .containsExactly("artist U 1>1 {label=7}", "artist U 1>1 {label=7}", "artist D 1> {label=null}");
        assertThat(db.told()).isEmpty();
    }

    @Test
    void anUpdateThatNoDocumentShowsIsNotLogged() throws SQLException {
        artists();
        db.sql("INSERT INTO artist VALUES (1, 'a', 7, 'x')");
        db.told();
        db.sql("UPDATE artist SET note = 'y'", "UPDATE artist SET name = name, label = label");
        assertThat(db.anythingNew()).isFalse();
        assertThat(db.told()).isEmpty();
    }

    @Test
    void aChangeOfTheKeyIsLoggedWithBothKeys() throws SQLException {
        artists();
        db.sql("INSERT INTO artist VALUES (1, 'a', 7, 'x')", "UPDATE artist SET id = 2");
        assertThat(db.told()).containsExactly("artist I >1", "artist U 1>2 {label=7}");
    }

    @Test
    void truncateIsLoggedOnceForTheTable() throws SQLException {
        artists();
        db.sql("INSERT INTO artist VALUES (1, 'a', 7, 'x')", "TRUNCATE artist");
        assertThat(db.told()).containsExactly("artist I >1", "artist T >");
    }

    @Test
    void copyAndOnConflictAndMergeAreLoggedRowByRow() throws Exception {
        artists();
        ((PGConnection) db.admin)
                .getCopyAPI()
                .copyIn("COPY artist FROM STDIN", new StringReader("1\ta\t7\tx\n2\tb\t8\ty\n"));
        db.sql("INSERT INTO artist VALUES (2, 'c', 8, 'y'), (3, 'd', 9, 'z') ON CONFLICT (id) DO UPDATE SET name ="
                + " excluded.name");
        db.sql("INSERT INTO artist VALUES (3, 'e', 9, 'z') ON CONFLICT DO NOTHING");
        assertThat(db.told()).containsExactly("artist I >1", "artist I >2", "artist U 2>2 {label=8}", "artist I >3");
        if (db.admin.getMetaData().getDatabaseMajorVersion() >= 15) {
            db.sql(
                    "MERGE INTO artist a USING (VALUES (1), (2), (9)) v(id) ON a.id = v.id WHEN MATCHED AND v.id = 1 THEN"
                            + " DELETE WHEN MATCHED THEN UPDATE SET name = 'm' WHEN NOT MATCHED THEN INSERT VALUES (v.id, 'n', 1,"
                            + " '')");
            assertThat(db.told())
                    .containsExactlyInAnyOrder("artist D 1> {label=7}", "artist U 2>2 {label=8}", "artist I >9");
        }
    }

    @Test
    void cascadesAreLogged() throws SQLException {
        db.table("artist", "id int", "name text").table("album", "id int", "artist_id int*");
        db.sql("ALTER TABLE album ADD FOREIGN KEY (artist_id) REFERENCES artist ON DELETE CASCADE ON UPDATE CASCADE");
        db.install();
        db.sql("INSERT INTO artist VALUES (1, 'a'), (2, 'b')", "INSERT INTO album VALUES (10, 1), (20, 2)");
        db.told();
        db.sql("UPDATE artist SET id = 3 WHERE id = 1", "DELETE FROM artist WHERE id = 2");
        assertThat(db.told())
                .containsExactlyInAnyOrder(
                        "artist U 1>3", "album U 10>10 {artist_id=1}", "artist D 2>", "album D 20> {artist_id=2}");
    }

    @Test
    void typesWithoutEqualityAndValuesThatAreEqualButReadDifferentlyCount() throws SQLException {
        db.table("thing", "id int", "j json", "p point", "n numeric", "x xml").install();
        db.sql("INSERT INTO thing VALUES (1, '{\"a\":1}', '(1,2)', 1.0, '<a/>'), (2, NULL, NULL, NULL, NULL)");
        db.told();
        db.sql(
                "UPDATE thing SET j = j, p = p, n = n, x = x",
                "UPDATE thing SET j = '{\"a\": 1}' WHERE id = 1",
                "UPDATE thing SET p = '(1,3)' WHERE id = 1",
                "UPDATE thing SET n = 1.00 WHERE id = 1",
                "UPDATE thing SET x = '<b/>' WHERE id = 1",
                "UPDATE thing SET n = 0 WHERE id = 2");
        assertThat(db.told())
                .containsExactly("thing U 1>1", "thing U 1>1", "thing U 1>1", "thing U 1>1", "thing U 2>2");
    }

    @Test
    void keysHaveTheTextThatReadersSeeWhateverTheWriterHasSet() throws SQLException {
        db.table("event", "at timestamptz", "day date*", "size float8*", "took interval*", "raw bytea*")
                .install();
        db.sql(
                "SET TimeZone = 'Asia/Tokyo'",
                "SET extra_float_digits = -10",
                "SET IntervalStyle = 'sql_standard'",
                "SET bytea_output = 'escape'",
                "SET search_path = pg_temp",
                "INSERT INTO public.event VALUES (now(), now(), 0.1::float8 + 0.2, '1 year 2 days', '\\x00ff')");
        String seen;
        try (Connection reader = db.source.open();
                var statement = reader.createStatement();
                var row = statement.executeQuery(
                        "SELECT at::text, day::text, raw::text, size::text, took::text FROM event")) {
            row.next();
            seen = "event D " + row.getString(1) + "> {day=" + row.getString(2) + ", raw=" + row.getString(3)
                    + ", size=" + row.getString(4) + ", took=" + row.getString(5) + "}";
        }
        db.sql("DELETE FROM public.event");
        assertThat(db.told().get(1)).isEqualTo(seen);
    }

    @Test
    void writesThroughTheParentAndStraightToAPartitionNameTheParent() throws SQLException {
        db.partitioned("reading", "id int", "value text", "sensor int*");
        db.sql("CREATE TABLE reading_1 PARTITION OF reading FOR VALUES FROM (0) TO (10)");
        db.install();
        db.sql("CREATE TABLE reading_2 PARTITION OF reading FOR VALUES FROM (10) TO (20)");
        db.installer.apply(db.admin, db.tables);
        assertThat(new Triggers(LogFixture.SCHEMA).check(db.admin, db.tables)).isEmpty();
        db.sql(
                "INSERT INTO reading VALUES (1, 'a', 5), (11, 'b', 6)",
                "INSERT INTO reading_2 VALUES (12, 'c', 6)",
                "UPDATE reading_1 SET value = 'd'",
                "UPDATE reading SET id = 13 WHERE id = 1");
        assertThat(db.told())
                .containsExactlyInAnyOrder(
                        "reading I >1",
                        "reading I >11",
                        "reading I >12",
                        "reading U 1>1 {sensor=5}",
                        "reading D 1> {sensor=5}",
                        "reading I >13");
        db.sql("TRUNCATE reading_2");
        assertThat(db.told()).containsExactly("reading T >");
        db.sql("TRUNCATE reading");
        assertThat(db.told()).contains("reading T >");
    }

    @Test
    void partitionsWriteWithReplicationRoleReplica() throws SQLException {
        db.partitioned("reading", "id int", "value text");
        db.sql("CREATE TABLE reading_1 PARTITION OF reading FOR VALUES FROM (0) TO (10)");
        db.install();
        db.sql("SET session_replication_role = replica", "INSERT INTO reading VALUES (1, 'a')", "TRUNCATE reading_1");
        assertThat(db.told()).containsExactly("reading I >1", "reading T >");
    }

    @Test
    void savepointsLeaveOnlyWhatWasNotRolledBackUnderTheTopTransaction() throws SQLException {
        artists();
        db.sql(
                "BEGIN",
                "INSERT INTO artist VALUES (1, 'a', 7, 'x')",
                "SAVEPOINT s",
                "INSERT INTO artist VALUES (2, 'b', 7, 'x')",
                "ROLLBACK TO s",
                "INSERT INTO artist VALUES (3, 'c', 7, 'x')",
                "RELEASE s");
        assertThat(db.anythingNew()).isFalse();
        db.sql("COMMIT");
        var changes = db.readAll(100);
        assertThat(changes.stream().map(LogFixture::tell)).containsExactly("artist I >1", "artist I >3");
        assertThat(changes.get(0).xid()).isEqualTo(changes.get(1).xid());
    }

    @Test
    void writersUnderReplicationRoleReplicaAreLogged() throws SQLException {
        artists();
        db.sql(
                "SET session_replication_role = replica",
                "INSERT INTO artist VALUES (1, 'a', 7, 'x')",
                "TRUNCATE artist");
        assertThat(db.told()).containsExactly("artist I >1", "artist T >");
    }

    @Test
    void aWriterNeedsNoRightsOnTheLog() throws SQLException {
        artists();
        String role = "w" + System.nanoTime();
        db.sql(
                "CREATE ROLE " + role,
                "GRANT ALL ON artist TO " + role,
                "SET ROLE " + role,
                "INSERT INTO artist VALUES (1, 'a', 7, 'x')");
        assertThatThrownBy(() -> db.sql("SELECT * FROM tidemark.log")).isInstanceOf(SQLException.class);
        db.sql("RESET ROLE");
        assertThat(db.told()).containsExactly("artist I >1");
        db.sql("REVOKE ALL ON artist FROM " + role, "DROP ROLE " + role);
    }

    @Test
    void installingTwiceDoesNothingAndUninstallingLeavesNothing() throws SQLException {
        artists();
        assertThat(db.installer.plan(db.admin, db.tables)).isEmpty();
        db.installer.uninstall(db.admin);
        db.sql("INSERT INTO artist VALUES (1, 'a', 7, 'x')");
        assertThat(db.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'tidemark'"))
                .isEqualTo("0");
        assertThat(db.value("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"))
                .isEqualTo("0");
        db.install();
        assertThat(db.installer.plan(db.admin, db.tables)).isEmpty();
    }

    @Test
    void aTableThatIsTrackedDifferentlyIsCapturedAnewAndOneThatIsNotIsLeftAlone() throws SQLException {
        artists();
        db.table("album", "id int", "title text");
        db.install();
        db.tables.clear();
        db.tables.add(LogFixture.tracked("public", "artist", "id int", "note text*"));
        db.installer.apply(db.admin, db.tables);
        assertThat(new Triggers(LogFixture.SCHEMA).check(db.admin, db.tables)).isEmpty();
        db.sql(
                "INSERT INTO artist VALUES (1, 'a', 7, 'x')",
                "UPDATE artist SET name = 'b'",
                "UPDATE artist SET note = 'y'",
                "INSERT INTO album VALUES (1, 't')");
        assertThat(db.told()).containsExactly("artist I >1", "artist U 1>1 {note=x}");
        assertThat(db.value("SELECT count(*) FROM pg_trigger WHERE tgrelid = 'album'::regclass"))
                .isEqualTo("0");
    }

    @Test
    void brokenTriggersAreNamedWithTheCommandThatMendsThem() throws SQLException {
        artists();
        Triggers triggers = new Triggers(LogFixture.SCHEMA);
        db.sql("ALTER TABLE artist DISABLE TRIGGER tidemark_update");
        assertFault(
                triggers,
                "tidemark_update on public.artist is disabled",
                "ALTER TABLE public.artist ENABLE ALWAYS TRIGGER \"tidemark_update\"");
        db.sql(triggers.check(db.admin, db.tables).get(0).command());
        assertThat(triggers.check(db.admin, db.tables)).isEmpty();
        db.sql("ALTER TABLE artist ENABLE TRIGGER tidemark_delete");
        assertFault(
                triggers,
                "tidemark_delete on public.artist is not ENABLE ALWAYS",
                "ALTER TABLE public.artist ENABLE ALWAYS TRIGGER \"tidemark_delete\"");
        db.installer.apply(db.admin, db.tables);
        db.sql("DROP TRIGGER tidemark_truncate ON artist");
        assertFault(triggers, "tidemark_truncate on public.artist is missing", "tidemark init");
        db.installer.apply(db.admin, db.tables);
        db.sql("ALTER TABLE artist DROP COLUMN name CASCADE");
        assertFault(triggers, "tidemark_update on public.artist is missing", "tidemark init");
    }

    private void assertFault(Triggers triggers, String what, String command) {
        List<TriggerFault> faults = triggers.check(db.admin, db.tables);
        assertThat(faults).hasSize(1);
        assertThat(faults.get(0).what()).contains(what);
        assertThat(faults.get(0).command()).isEqualTo(command);
    }

    @Test
    void aCaptureThatRecordsMoreThanIsNeededIsNoFaultAndOneThatRecordsLessIs() throws SQLException {
        db.table("artist", "id int", "name text", "label int*", "year int").install();
        Triggers triggers = new Triggers(LogFixture.SCHEMA);
        TrackedTable less = LogFixture.tracked("public", "artist", "id int", "name text");
        TrackedTable more = LogFixture.tracked("public", "artist", "id int", "name text", "label int*", "year int*");
        assertThat(triggers.check(db.admin, List.of(less))).isEmpty();
        assertThat(triggers.check(db.admin, List.of(more))).isNotEmpty();
        db.sql("ALTER TABLE artist DISABLE TRIGGER tidemark_update");
        assertThat(triggers.check(db.admin, List.of(less)))
                .singleElement()
                .satisfies(fault -> assertThat(fault.what()).contains("is disabled"));
        db.installer.apply(db.admin, List.of(less));
        assertThat(triggers.check(db.admin, List.of(less))).isEmpty();
        assertThat(triggers.check(db.admin, db.tables)).as("init narrows").isNotEmpty();
    }

    @Test
    void aChangeOfTheCaptureWaitsForWritersThatBeganBefore() throws Exception {
        db.table("artist", "id int", "name text", "year int!").install();
        db.sql("INSERT INTO artist VALUES (1, 'a', 1970)");
        TrackedTable more = LogFixture.tracked("public", "artist", "id int", "name text", "year int");
        ExecutorService background = Executors.newSingleThreadExecutor();
        try (Connection writer = db.database.connect();
                Connection owner = db.database.connect()) {
            writer.setAutoCommit(false);
            LogFixture.sql(writer, "UPDATE artist SET year = 1971");
            Future<List<String>> applied = background.submit(() -> db.installer.apply(owner, List.of(more)));
            await("the installer waits")
                    .until(() -> db.value("SELECT count(*) FROM pg_locks WHERE NOT granted")
                            .equals("1"));
            writer.commit();
            assertThat(applied.get(60, TimeUnit.SECONDS)).isNotEmpty();
            assertThat(new Triggers(LogFixture.SCHEMA).check(db.admin, List.of(more)))
                    .isEmpty();
        } finally {
            background.shutdownNow();
        }
    }

    @Test
    void aTamperedFunctionIsNoticedAndMended() throws SQLException {
        artists();
        Triggers triggers = new Triggers(LogFixture.SCHEMA);
        String function = db.value("SELECT proname FROM pg_proc WHERE proname LIKE 'log_artist%'");
        db.sql("CREATE OR REPLACE FUNCTION tidemark." + function
                + "() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'");
        assertThat(triggers.check(db.admin, db.tables)).isNotEmpty();
        db.installer.apply(db.admin, db.tables);
        assertThat(triggers.check(db.admin, db.tables)).isEmpty();
    }

    @Test
    void aPartitionThatComesWithRowsOrGoesCountsAsTruncate() throws SQLException {
        db.partitioned("reading", "id int", "value text");
        db.sql("CREATE TABLE reading_1 PARTITION OF reading FOR VALUES FROM (0) TO (10)");
        db.install();
        Partitions partitions = new Partitions(LogFixture.SCHEMA);
        assertThat(partitions.changed(db.admin, db.tables)).isEmpty();
        db.sql("CREATE TABLE reading_2 PARTITION OF reading FOR VALUES FROM (10) TO (20)");
        assertThat(partitions.note(db.admin, db.tables)).isEmpty();
        db.sql(
                "CREATE TABLE r3 (id int NOT NULL, value text, PRIMARY KEY (id))",
                "INSERT INTO r3 VALUES (21, 'x')",
                "ALTER TABLE reading ATTACH PARTITION r3 FOR VALUES FROM (20) TO (30)");
        assertThat(partitions.changed(db.admin, db.tables)).hasSize(1);
        assertThat(partitions.note(db.admin, db.tables)).hasSize(1);
        assertThat(partitions.changed(db.admin, db.tables)).isEmpty();
        assertThat(db.told()).containsExactly("reading T >");
        db.sql("ALTER TABLE reading DETACH PARTITION reading_1");
        assertThat(partitions.note(db.admin, db.tables)).hasSize(1);
        assertThat(db.told()).containsExactly("reading T >");
    }

    @Test
    void aPartitionWithoutATriggerForTruncateIsKnownByItsFile() throws SQLException {
        db.partitioned("reading", "id int", "value text").install();
        Partitions partitions = new Partitions(LogFixture.SCHEMA);
        Triggers triggers = new Triggers(LogFixture.SCHEMA);
        db.sql("CREATE TABLE reading_1 PARTITION OF reading FOR VALUES FROM (0) TO (10)");
        assertThat(partitions.note(db.admin, db.tables)).as("empty").isEmpty();
        assertThat(triggers.check(db.admin, db.tables))
                .singleElement()
                .satisfies(fault -> assertThat(fault.unseen()).isFalse());
        db.sql("INSERT INTO reading VALUES (1, 'x')", "TRUNCATE reading_1");
        assertThat(partitions.changed(db.admin, db.tables)).hasSize(1);
        assertThat(partitions.note(db.admin, db.tables)).hasSize(1);
        assertThat(db.told()).containsExactly("reading I >1", "reading T >");
        assertThat(partitions.changed(db.admin, db.tables)).isEmpty();

        db.sql(
                "CREATE TABLE reading_2 PARTITION OF reading FOR VALUES FROM (10) TO (20)",
                "INSERT INTO reading VALUES (11, 'x')",
                "TRUNCATE reading_2");
        assertThat(partitions.note(db.admin, db.tables))
                .as("emptied before it was first looked at")
                .hasSize(1);

        db.installer.apply(db.admin, db.tables);
        assertThat(triggers.check(db.admin, db.tables)).isEmpty();
        db.told();
        db.sql("TRUNCATE reading_2");
        assertThat(db.told()).as("from here on a trigger tells").containsExactly("reading T >");
        assertThat(partitions.changed(db.admin, db.tables)).isEmpty();
        db.sql("ALTER TABLE reading_2 DISABLE TRIGGER tidemark_insert");
        assertThat(triggers.check(db.admin, db.tables))
                .singleElement()
                .satisfies(fault -> assertThat(fault.unseen()).isTrue());
    }

    @Test
    void aLogOfAnOlderVersionIsRefusedByTheDaemonAndUpgradedByInit() throws SQLException {
        LogVersion version = new LogVersion(LogFixture.SCHEMA);
        assertThatThrownBy(() -> version.require(db.admin))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("no change log");
        artists();
        version.require(db.admin);
        db.sql(
                "INSERT INTO artist VALUES (1, 'a', 7, 'x')",
                "ALTER TABLE tidemark.control DROP COLUMN reopened_by",
                "ALTER TABLE tidemark.partition DROP COLUMN filenode",
                "UPDATE tidemark.control SET version = 1");
        assertThatThrownBy(() -> version.require(db.admin))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("version 1")
                .satisfies(e -> assertThat(((Refusal) e).hint()).contains("tidemark init"));
        db.installer.apply(db.admin, db.tables);
        version.require(db.admin);
        assertThat(db.installer.apply(db.admin, db.tables)).isEmpty();
        assertThat(db.told()).as("nothing is lost by it").containsExactly("artist I >1");
        db.sql("UPDATE tidemark.control SET version = 99");
        assertThatThrownBy(() -> version.require(db.admin))
                .satisfies(e -> assertThat(((Refusal) e).hint()).contains("newer"));
    }

    @Test
    void theDaemonsRoleNeedsNoMoreThanItsGrants() throws SQLException {
        artists();
        String role = "d" + System.nanoTime();
        db.sql("CREATE ROLE " + role);
        db.sql(db.installer.grants(role, db.tables).toArray(String[]::new));
        db.sql("INSERT INTO artist VALUES (1, 'a', 7, 'x')");
        try (Connection daemon = db.database.connect()) {
            LogFixture.sql(daemon, "SET ROLE " + role);
            assertThat(db.log.probe(daemon, db.position).anythingNew()).isTrue();
            new Triggers(LogFixture.SCHEMA).check(daemon, db.tables);
            new Partitions(LogFixture.SCHEMA).note(daemon, db.tables);
            Overflow overflow = new Overflow(LogFixture.SCHEMA, 10);
            overflow.clear(daemon);
            overflow.state(daemon);
            new LogVersion(LogFixture.SCHEMA).require(daemon);
            new Restored(LogFixture.SCHEMA).remove(daemon, 1);
            new Pruner(LogFixture.SCHEMA, 100, 10)
                    .prune(
                            daemon,
                            new Pruner.Bounds(db.position, Long.MAX_VALUE, List.of(), java.time.Duration.ofMillis(1)),
                            System.nanoTime() + 1_000_000_000L);
            daemon.setAutoCommit(false);
            LogFixture.sql(daemon, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            LogFixture.sql(
                    daemon,
                    "LOCK TABLE artist IN ACCESS SHARE MODE",
                    "SELECT pg_current_snapshot(),"
                            + " pg_export_snapshot(), pg_walfile_name(pg_current_wal_insert_lsn())",
                    "SELECT timeline_id FROM pg_control_checkpoint()");
            daemon.rollback();
        }
        db.sql("DROP OWNED BY " + role, "DROP ROLE " + role);
    }
}
