package tidemark.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tidemark.change.Change;
import tidemark.change.Operation;
import tidemark.change.Position;
import tidemark.change.StandbyWatermark;
import tidemark.change.Witness;
import tidemark.sandbox.Database;
import tidemark.sandbox.PostgresOptions;
import tidemark.sandbox.PostgresServer;
import tidemark.sandbox.Servers;
import tidemark.snapshot.SharedSnapshot;
import tidemark.snapshot.Snapshots;
import tidemark.snapshot.Source;

/** The log compared with a position, pruned, full, restored, followed by a standby. */
class HistoryIT {

    private static final History HISTORY = new History(LogFixture.SCHEMA);

    private LogFixture db;

    @BeforeEach
    void open() throws SQLException {
        db = new LogFixture(Servers.forTests().createDatabase(), 100);
        db.table("t", "id int", "v int*").install();
    }

    @AfterEach
    void close() throws SQLException {
        db.close();
    }

    private History.Verdict verdict() {
        try (SharedSnapshot snapshot = db.open()) {
            return HISTORY.check(snapshot.connection(), snapshot.moment(), db.position);
        }
    }

    private long prune(Duration retention, long maxRows) {
        return new Pruner(LogFixture.SCHEMA, 10, maxRows)
                .prune(
                        db.pulse,
                        new Pruner.Bounds(db.position, Long.MAX_VALUE, List.of(), retention),
                        System.nanoTime() + Duration.ofMinutes(1).toNanos());
    }

    @Test
    void aLostRowThatWasConsumedIsDivergence() throws SQLException {
        assertThat(verdict().sane()).isTrue();
        db.sql("INSERT INTO t VALUES (1, 1)");
        db.told();
        assertThat(verdict().sane()).isTrue();
        db.sql("DELETE FROM tidemark.log");
        assertThat(verdict().toString()).contains("Diverged").contains("lost rows");
    }

    @Test
    void whatAChunkSawBeforeAnyCycleIsNamedOnceItIsLost() throws SQLException {
        try (Connection early = db.database.connect()) {
            early.setAutoCommit(false);
            LogFixture.sql(early, "INSERT INTO t VALUES (1, 1)");
            db.sql("INSERT INTO t SELECT n, 1 FROM generate_series(100, 130) n");
            db.told();
            db.sql("INSERT INTO t VALUES (2, 1)");
            early.commit();
        }
        List<Witness> seen = uncovered();
        assertThat(seen).as("one opened before, and one begun since").hasSize(2);
        assertThat(lost(seen)).isEmpty();
        db.told();
        assertThat(uncovered()).as("a cycle has them now").isEmpty();
        assertThat(lost(seen)).isEmpty();
        db.sql("DELETE FROM tidemark.log WHERE new_key = ARRAY['1']");
        assertThat(lost(seen))
                .containsExactly(String.valueOf(
                        seen.stream().mapToLong(Witness::xid).min().orElseThrow()));
        assertThat(lost(List.of())).isEmpty();
    }

    private List<Witness> uncovered() {
        try (SharedSnapshot snapshot = db.open()) {
            return db.log.uncovered(snapshot.connection(), snapshot.moment(), db.position, java.time.Instant.EPOCH);
        }
    }

    private List<String> lost(List<Witness> seen) {
        try (SharedSnapshot snapshot = db.open()) {
            return HISTORY.lost(snapshot.connection(), seen);
        }
    }

    @Test
    void rowsOfTransactionsThatHaveNotBegunAreDivergence() throws SQLException {
        db.sql("INSERT INTO tidemark.log (xid, tid, layout, op) VALUES ('999999999999', gen_random_uuid(), 0, 'O')");
        assertThat(verdict().toString()).contains("restored dump");
    }

    @Test
    void consumedRowsArePrunedButWitnessesAndUncoveredOnesAreNot() throws SQLException {
        db.sql("INSERT INTO t SELECT n, n FROM generate_series(1, 30) n");
        db.told();
        db.sql("INSERT INTO t VALUES (100, 1)");
        db.told();
        db.sql("INSERT INTO t VALUES (101, 1)");
        assertThat(prune(Duration.ofHours(1), 100_000)).isZero();
        assertThat(prune(Duration.ZERO, 100_000)).isEqualTo(29);
        assertThat(verdict().sane()).isTrue();
        assertThat(db.told()).containsExactly("t I >101");
        assertThat(verdict().sane()).isTrue();
    }

    @Test
    void whatARunningJobNeedsIsNotPruned() throws SQLException {
        db.sql("INSERT INTO t VALUES (1, 1)");
        db.told();
        long needed = Long.parseLong(db.value("SELECT pg_current_xact_id()"));
        db.sql("INSERT INTO t VALUES (2, 1)");
        db.told();
        db.sql("INSERT INTO t VALUES (3, 1)");
        db.told();
        db.position = new Position(db.position.watermark(), db.position.highestConsumed(), List.of(), 0, 1);
        Pruner pruner = new Pruner(LogFixture.SCHEMA, 10, 100_000);
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        assertThat(pruner.prune(db.pulse, new Pruner.Bounds(db.position, needed, List.of(), Duration.ZERO), deadline))
                .isEqualTo(1);
        assertThat(db.value("SELECT string_agg(new_key[1], ' ' ORDER BY xid) FROM tidemark.log"))
                .isEqualTo("2 3");
    }

    @Test
    void aLogPrunedAboveTheWatermarkIsDivergence() throws SQLException {
        Position early = db.position;
        db.sql("INSERT INTO t VALUES (1, 1)", "INSERT INTO t VALUES (2, 1)");
        db.told();
        db.sql("DELETE FROM t");
        db.told();
        db.position = Positions.advance(
                db.position, emptySlice(), moment(), java.time.Instant.now().plus(Duration.ofHours(1)));
        assertThat(prune(Duration.ZERO, 100_000)).isPositive();
        db.position = early;
        assertThat(verdict().toString()).contains("pruned");
    }

    private Slice emptySlice() {
        return db.readSlice(10, new ArrayList<>());
    }

    private tidemark.change.Moment moment() {
        try (SharedSnapshot snapshot = db.open()) {
            return snapshot.moment();
        }
    }

    @Test
    void anAbandonedLogStopsGrowingAndSaysSo() throws Exception {
        Overflow overflow = new Overflow(LogFixture.SCHEMA, 100);
        db.sql("INSERT INTO t SELECT n, n FROM generate_series(1, 90) n");
        assertThat(overflow.state(db.pulse).skipping()).isFalse();
        db.sql("INSERT INTO t SELECT n, n FROM generate_series(91, 500) n");
        db.sql("INSERT INTO t VALUES (1000, 1)");
        assertThat(db.value("SELECT count(*) FROM tidemark.log")).isEqualTo("100");
        assertThat(overflow.state(db.pulse).skipping()).isTrue();
        db.told();
        assertThat(db.anythingNew()).as("the pulse tells of skipped rows").isTrue();
        try (Connection slow = db.database.connect()) {
            LogFixture.sql(slow, "BEGIN", "INSERT INTO t VALUES (2000, 1)");
            assertThat(overflow.clear(db.pulse)).isTrue();
            assertThat(overflow.clear(db.pulse)).isFalse();
            assertThat(overflow.state(db.pulse).endedBy(moment()))
                    .as("whoever skipped may still be open, for a daemon that has just started too")
                    .isFalse();
            LogFixture.sql(slow, "COMMIT");
            assertThat(overflow.state(db.pulse).endedBy(moment())).isTrue();
        }
        assertThat(db.readAll(100).stream().map(Change::operation)).containsExactly(Operation.OVERFLOW);
        db.sql("INSERT INTO t VALUES (3000, 1)");
        assertThat(db.told()).containsExactly("t I >3000");
    }

    @Test
    void pruningMakesRoomBeforeTheLogIsFull() throws SQLException {
        for (int i = 0; i < 20; i++) {
            db.sql("INSERT INTO t SELECT n, n FROM generate_series(" + i * 30 + ", " + (i * 30 + 29) + ") n");
            db.told();
            prune(Duration.ofHours(24), 100);
        }
        assertThat(new Overflow(LogFixture.SCHEMA, 100).state(db.pulse).skipping())
                .isFalse();
        assertThat(Integer.parseInt(db.value("SELECT count(*) FROM tidemark.log")))
                .isLessThan(130);
    }

    @Test
    void aServerPutBackToAnEarlierCopyIsDivergence() throws SQLException {
        try (PostgresServer server = PostgresServer.start(PostgresOptions.defaults());
                LogFixture own = new LogFixture(server.createDatabase(), 1000)) {
            own.table("t", "id int", "v int*").install();
            own.sql("INSERT INTO t VALUES (1, 1)");
            own.told();
            Path copy = server.copyDataFolder();
            own.sql("INSERT INTO t VALUES (2, 1)");
            own.told();
            server.restoreFrom(copy);
            try (Connection writer = own.database.connect()) {
                LogFixture.sql(writer, "INSERT INTO t VALUES (3, 1)", "INSERT INTO t VALUES (4, 1)");
            }
            try (SharedSnapshot snapshot = own.open()) {
                assertThat(HISTORY.check(snapshot.connection(), snapshot.moment(), own.position))
                        .isInstanceOf(History.Diverged.class);
            }
        }
    }

    @Test
    void aStandbyIsReadAndPromotedWithoutLosingOrRepeatingARow() throws Exception {
        try (PostgresServer primary = PostgresServer.start(PostgresOptions.defaults())) {
            Database database = primary.createDatabase();
            try (Connection writer = database.connect();
                    Connection slow = database.connect();
                    PostgresServer standby = primary.standby()) {
                List<tidemark.plan.TrackedTable> tables =
                        List.of(LogFixture.tracked("public", "t", "id int", "v int*"));
                LogFixture.sql(writer, "CREATE TABLE t (id int PRIMARY KEY, v int)");
                new ChangeLogInstaller(LogFixture.SCHEMA, 1000).apply(writer, tables);
                Database there = new Database(standby.address(), database.name());
                Source source = Source.of(there.bareJdbcUrl(), there.user(), there.password());
                try (Snapshots snapshots = new Snapshots(source, 2)) {
                    followAndPromote(writer, slow, standby, there, snapshots);
                }
            }
        }
    }

    private Position there;

    private void followAndPromote(
            Connection writer, Connection slow, PostgresServer standby, Database database, Snapshots snapshots)
            throws SQLException {
        awaitReplay(writer, database);
        ChangeLog log = new ChangeLog(LogFixture.SCHEMA);
        try (SharedSnapshot snapshot = snapshots.open(java.util.Set.of(), 1)) {
            assertThat(snapshot.moment().recovery()).isTrue();
            there = log.start(snapshot.connection(), snapshot.moment(), java.time.Instant.now());
            try (var lease = snapshot.lease()) {
                LogFixture.sql(lease.connection(), "SELECT count(*) FROM t");
            }
        }
        assertThat(there.watermark()).isInstanceOf(StandbyWatermark.class);
        LogFixture.sql(slow, "BEGIN", "INSERT INTO t VALUES (1, 1)");
        LogFixture.sql(writer, "INSERT INTO t VALUES (2, 1)");
        awaitReplay(writer, database);
        assertThat(keys(log, snapshots)).containsExactly("2");
        assertThat(keys(log, snapshots)).isEmpty();
        LogFixture.sql(slow, "COMMIT");
        LogFixture.sql(writer, "INSERT INTO t VALUES (3, 1)");
        awaitReplay(writer, database);
        int timeline = there.timeline();
        assertThat(keys(log, snapshots)).containsExactly("1", "3");
        LogFixture.sql(slow, "BEGIN", "INSERT INTO t VALUES (4, 1)");
        LogFixture.sql(writer, "INSERT INTO t VALUES (5, 1)");
        awaitReplay(writer, database);
        standby.promote();
        try (Connection promoted = database.connect()) {
            LogFixture.sql(promoted, "INSERT INTO t VALUES (6, 1)");
            assertThat(log.probe(promoted, there).anythingNew()).isTrue();
            assertThat(keys(log, snapshots)).containsExactly("5", "6");
            assertThat(log.probe(promoted, there).anythingNew()).isFalse();
        }
        assertThat(there.timeline()).isGreaterThan(timeline);
        LogFixture.sql(slow, "ROLLBACK");
    }

    private List<String> keys(ChangeLog log, Snapshots snapshots) {
        List<Change> changes = new ArrayList<>();
        try (SharedSnapshot snapshot = snapshots.open(java.util.Set.of(), 0)) {
            assertThat(HISTORY.check(snapshot.connection(), snapshot.moment(), there)
                            .sane())
                    .isTrue();
            Slice slice = log.read(snapshot.connection(), snapshot.moment(), there, 100, changes::addAll);
            there = Positions.advance(there, slice, snapshot.moment(), java.time.Instant.now());
        }
        return changes.stream().map(change -> String.valueOf(change.newKey())).toList();
    }

    private static void awaitReplay(Connection writer, Database standby) throws SQLException {
        String written = value(writer, "SELECT pg_current_wal_insert_lsn()::text");
        try (Connection follower = standby.connect()) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> value(follower, "SELECT pg_last_wal_replay_lsn() >= '" + written + "'")
                            .equals("t"));
        }
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
