package tidemark.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidemark.change.Change;
import tidemark.sandbox.Servers;

/** Slices read while writers commit in any order: each row once. */
class ConcurrentWritersIT {

    private static final int WRITERS = 6;
    private static final int TRANSACTIONS = 60;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void eachCommittedRowIsReadOnce(long seed) throws Exception {
        try (LogFixture db = new LogFixture(Servers.forTests().createDatabase(), 1_000_000)) {
            db.table("t", "id int", "v int*").install();
            LogFixture.sql(db.admin, "ALTER TABLE t SET (fillfactor = 50)");
            ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                running.add(writers.submit(() -> {
                    write(db, writer, new Random(seed * 1000 + writer));
                    return null;
                }));
            }
            Random random = new Random(seed);
            Map<UUID, Integer> read = new HashMap<>();
            List<Change> changes = new ArrayList<>();
            boolean done = false;
            boolean complete = false;
            while (!done || !complete) {
                done = running.stream().allMatch(Future::isDone);
                complete = db.readSlice(1 + random.nextInt(40), changes).complete();
            }
            for (Future<?> each : running) {
                each.get();
            }
            writers.shutdown();
            assertThat(writers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            changes.forEach(change -> read.merge(change.tid(), 1, Integer::sum));
            assertThat(read.values()).as("read once, seed %d", seed).containsOnly(1);
            assertThat(read)
                    .as("none lost, seed %d", seed)
                    .hasSize(Integer.parseInt(db.value("SELECT count(*) FROM tidemark.log")));
            assertThat(db.anythingNew()).isFalse();
        }
    }

    private static void write(LogFixture db, int writer, Random random) throws SQLException {
        try (Connection connection = db.database.connect()) {
            for (int i = 0; i < TRANSACTIONS; i++) {
                int id = writer * 1_000_000 + i * 1000;
                LogFixture.sql(
                        connection,
                        "BEGIN",
                        "INSERT INTO t SELECT " + id + " + n, n FROM generate_series(1, " + (1 + random.nextInt(5))
                                + ") n");
                if (random.nextInt(3) == 0) {
                    LogFixture.sql(
                            connection,
                            "SAVEPOINT s",
                            "UPDATE t SET v = v + 1 WHERE id > " + id + " AND id < " + (id + 1000));
                    LogFixture.sql(connection, random.nextBoolean() ? "ROLLBACK TO s" : "RELEASE s");
                }
                if (random.nextInt(4) == 0) {
                    LogFixture.sql(connection, "SELECT pg_sleep(" + random.nextInt(20) / 1000.0 + ")");
                }
                LogFixture.sql(connection, random.nextInt(5) == 0 ? "ROLLBACK" : "COMMIT");
            }
        }
    }

    @Test
    void aTransactionLeftOpenNeitherHidesNorRepeatsWhatOthersCommit() throws Exception {
        try (LogFixture db = new LogFixture(Servers.forTests().createDatabase(), 1_000_000);
                Connection slow = db.database.connect()) {
            db.table("t", "id int", "v int*").install();
            LogFixture.sql(slow, "BEGIN", "INSERT INTO t SELECT -n, 0 FROM generate_series(1, 500) n");
            for (int i = 0; i < 10; i++) {
                db.sql("INSERT INTO t VALUES (" + i + ", 0)");
                assertThat(db.anythingNew()).isTrue();
                assertThat(db.told()).containsExactly("t I >" + i);
                assertThat(db.anythingNew()).isFalse();
            }
            LogFixture.sql(slow, "COMMIT");
            assertThat(db.anythingNew()).isTrue();
            assertThat(db.readAll(7)).hasSize(500);
            assertThat(db.anythingNew()).isFalse();
        }
    }

    @Test
    void whatAnOpenTransactionWroteCostsThePulseNothing() throws Exception {
        try (LogFixture db = new LogFixture(Servers.forTests().createDatabase(), 1_000_000);
                Connection slow = db.database.connect();
                Connection other = db.database.connect()) {
            db.table("t", "id int", "v int*").install();
            db.sql("INSERT INTO t VALUES (0, 0)", "CREATE TABLE untracked (id int)");
            db.told();
            LogFixture.sql(slow, "BEGIN", "INSERT INTO t SELECT -n, 0 FROM generate_series(1, 20000) n");
            LogFixture.sql(other, "INSERT INTO untracked VALUES (1)");
            assertThat(db.anythingNew()).isFalse();
            long before = indexEntriesRead(db);
            assertThat(db.anythingNew()).isFalse();
            LogFixture.sql(db.pulse, "SELECT pg_stat_clear_snapshot()");
            assertThat(indexEntriesRead(db) - before).isLessThan(100);
            LogFixture.sql(slow, "ROLLBACK");
        }
    }

    /** By this session's own counters, which other sessions do not disturb. */
    private static long indexEntriesRead(LogFixture db) throws SQLException {
        try (var statement = db.pulse.createStatement();
                var row = statement.executeQuery(
                        "SELECT coalesce(sum(pg_stat_get_xact_tuples_fetched(oid) + pg_stat_get_xact_tuples_returned(oid)),"
                                + " 0) FROM pg_class WHERE relname IN ('log', 'log_pkey')")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void preparedTransactionsAreReadWhenTheyAreCommitted() throws Exception {
        try (LogFixture db = new LogFixture(Servers.forTests().createDatabase(), 1_000_000)) {
            org.junit.jupiter.api.Assumptions.assumeTrue(
                    Integer.parseInt(db.value("SHOW max_prepared_transactions")) > 0, "prepared transactions are off");
            db.table("t", "id int", "v int*").install();
            db.sql("BEGIN", "INSERT INTO t VALUES (1, 1)", "PREPARE TRANSACTION 'p'", "INSERT INTO t VALUES (2, 2)");
            assertThat(db.told()).containsExactly("t I >2");
            assertThat(db.anythingNew()).isFalse();
            db.sql("COMMIT PREPARED 'p'");
            assertThat(db.told()).containsExactly("t I >1");
        }
    }
}
