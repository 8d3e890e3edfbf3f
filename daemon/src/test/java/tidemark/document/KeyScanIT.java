package tidemark.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static tidemark.plan.Drawing.table;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tidemark.change.Key;
import tidemark.plan.DocumentPlan;
import tidemark.sandbox.Database;
import tidemark.sandbox.Servers;

/** Keys of a real PostgreSQL, page by page. */
final class KeyScanIT {

    private Database database;
    private Connection connection;

    @BeforeEach
    void begin() throws SQLException {
        database = Servers.forTests().createDatabase();
        connection = database.connect();
    }

    @AfterEach
    void end() throws SQLException {
        connection.close();
        database.close();
    }

    @Test
    void everyKeyComesOnceWhateverThePageSize() throws SQLException {
        execute("CREATE TABLE t (a bigint, b text, PRIMARY KEY (a, b))");
        execute("INSERT INTO t SELECT i / 7 - 10, chr(65 + i % 7) || E'\\\\\"' FROM generate_series(1, 500) i");
        KeyScan scan = new KeyScan(table("t", "a:bigint", "b:text").plan("t"));
        List<Key> all = pages(scan, 1000);
        assertThat(all).hasSize(500).doesNotHaveDuplicates();
        assertThat(pages(scan, 1)).isEqualTo(all);
        assertThat(pages(scan, 7)).isEqualTo(all);
        assertThat(pages(scan, 500)).isEqualTo(all);
        for (int page : new int[] {1, 7, 499, 500, 501}) {
            assertThat(scan.count(connection, page)).as("counted by " + page).isEqualTo(500);
        }
        execute("DELETE FROM t");
        assertThat(scan.count(connection)).isZero();
    }

    @Test
    void pagesFollowTheKeysOwnIndexWithoutASort() throws SQLException {
        execute("CREATE TABLE t (a int, b text, PRIMARY KEY (a, b))");
        execute("INSERT INTO t SELECT i, md5(i::text) FROM generate_series(1, 20000) i");
        execute("ANALYZE t");
        KeyScan scan = new KeyScan(table("t", "a", "b:text").plan("t"));
        execute("SET enable_sort = off; SET enable_seqscan = off");
        long before = scans();
        scan.next(connection, Key.of("9000", "x"), 100);
        await("the server tells its statistics").until(() -> scans() > before);
    }

    private long scans() throws SQLException {
        try (Statement statement = connection.createStatement();
                var found = statement.executeQuery("SELECT idx_scan FROM pg_stat_user_tables WHERE relname = 't'")) {
            found.next();
            return found.getLong(1);
        }
    }

    @Test
    void rowsOutsideTheFilterAreNeitherScannedNorCountedNorFound() throws SQLException {
        execute("CREATE TABLE t (id int PRIMARY KEY, tags jsonb)");
        execute(
                "INSERT INTO t SELECT i, CASE WHEN i % 3 = 0 THEN '{\"x\": 1}'::jsonb ELSE '{}' END FROM generate_series(1, 300) i");
        DocumentPlan plan =
                table("t", "id").where("tags ? 'x' -- has it", "tags:jsonb").plan("t");
        KeyScan scan = new KeyScan(plan);
        assertThat(pages(scan, 30)).hasSize(100);
        assertThat(scan.count(connection)).isEqualTo(100);
        assertThat(scan.existing(connection, List.of(Key.of("3"), Key.of("4"), Key.of("999"))))
                .containsExactly(Key.of("3"));
        assertThat(scan.existing(connection, List.of())).isEmpty();
    }

    @Test
    void theEstimateIsNearAfterAnalyzeAlsoOfPartitions() throws SQLException {
        execute("CREATE TABLE t (id int PRIMARY KEY) PARTITION BY RANGE (id)");
        execute("CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (5000)");
        execute("CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (5000) TO (20000)");
        execute("INSERT INTO t SELECT generate_series(1, 10000)");
        execute("ANALYZE t");
        KeyScan scan = new KeyScan(table("t", "id").plan("t"));
        assertThat(scan.estimate(connection)).isBetween(9_000L, 11_000L);
        assertThat(scan.count(connection)).isEqualTo(10_000);
        assertThat(pages(scan, 999)).hasSize(10_000).doesNotHaveDuplicates();
    }

    private List<Key> pages(KeyScan scan, int limit) {
        List<Key> all = new ArrayList<>();
        List<Key> page = scan.next(connection, null, limit);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = scan.next(connection, page.get(page.size() - 1), limit);
        }
        return all;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
