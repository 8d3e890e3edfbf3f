package tidemark.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tidemark.change.TableName;
import tidemark.lifecycle.Unavailable;
import tidemark.sandbox.Database;
import tidemark.sandbox.Servers;

class SharedSnapshotIT {

    private static final Set<TableName> TABLES = Set.of(new TableName("public", "t"));

    private Database database;
    private Connection admin;
    private Snapshots snapshots;

    @BeforeEach
    void open() throws SQLException {
        database = Servers.forTests().createDatabase();
        admin = database.connect();
        run(admin, "CREATE TABLE t (id int) PARTITION BY RANGE (id)");
        run(admin, "CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (1000)");
        run(admin, "INSERT INTO t VALUES (1)");
        Source source = Source.of(database.bareJdbcUrl(), database.user(), database.password());
        snapshots = new Snapshots(
                new Source(
                        source.url(),
                        source.user(),
                        source.password(),
                        "tidemark-snapshot",
                        "public",
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(15)),
                3);
    }

    @AfterEach
    void close() throws SQLException {
        snapshots.close();
        admin.close();
        database.close();
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static final String COUNT = "SELECT count(*) FROM t";

    @Test
    void workersSeeWhatTheCoordinatorSees() throws SQLException {
        try (SharedSnapshot snapshot = snapshots.open(TABLES, 2)) {
            run(admin, "INSERT INTO t VALUES (2)");
            try (Lease one = snapshot.lease();
                    Lease two = snapshot.lease()) {
                assertThat(value(one.connection(), COUNT)).isEqualTo("1");
                assertThat(value(two.connection(), COUNT)).isEqualTo("1");
                assertThat(value(one.connection(), "SELECT pg_current_snapshot()::text"))
                        .isEqualTo(snapshot.moment().snapshot().toString());
            }
            assertThat(value(snapshot.connection(), COUNT)).isEqualTo("1");
        }
        try (SharedSnapshot later = snapshots.open(TABLES, 2);
                Lease lease = later.lease()) {
            assertThat(value(lease.connection(), COUNT)).isEqualTo("2");
        }
    }

    @Test
    void connectionsAreKeptFromOneSnapshotToTheNext() throws SQLException {
        String first;
        try (SharedSnapshot snapshot = snapshots.open(TABLES, 1)) {
            first = value(snapshot.connection(), "SELECT pg_backend_pid()");
        }
        try (SharedSnapshot snapshot = snapshots.open(TABLES, 1)) {
            assertThat(value(snapshot.connection(), "SELECT pg_backend_pid()")).isEqualTo(first);
        }
    }

    @Test
    void noTableIsRewrittenUnderAnOpenSnapshotNorUnderALease() throws SQLException {
        run(admin, "SET lock_timeout = '50ms'");
        SharedSnapshot snapshot = snapshots.open(TABLES, 1);
        assertThatThrownBy(() -> run(admin, "TRUNCATE t1")).hasMessageContaining("lock timeout");
        try (Lease lease = snapshot.lease()) {
            snapshot.close();
            assertThatThrownBy(() -> run(admin, "TRUNCATE t1")).hasMessageContaining("lock timeout");
            assertThat(value(lease.connection(), COUNT)).isEqualTo("1");
        }
        run(admin, "TRUNCATE t1");
    }

    @Test
    void aTableThatIsBeingRewrittenIsWaitedForAndThenGivenUp() throws SQLException {
        admin.setAutoCommit(false);
        run(admin, "ALTER TABLE t1 ADD COLUMN x float DEFAULT random()".replace("t1", "t"));
        assertThatThrownBy(() -> snapshots.open(TABLES, 0)).isInstanceOf(Unavailable.class);
        admin.commit();
        try (SharedSnapshot snapshot = snapshots.open(TABLES, 0)) {
            assertThat(value(snapshot.connection(), COUNT)).isEqualTo("1");
        }
    }

    @Test
    void aDeadExporterBreaksTheSnapshotForGood() throws SQLException {
        SharedSnapshot snapshot = snapshots.open(TABLES, 2);
        try (Lease lease = snapshot.lease()) {
            endBackend(value(snapshot.connection(), "SELECT pg_backend_pid()"));
            assertThatThrownBy(snapshot::lease).isInstanceOf(Unavailable.class);
            assertThatThrownBy(snapshot::lease).isInstanceOf(Unavailable.class).hasMessageContaining("broken");
            assertThatThrownBy(snapshot::confirm).isInstanceOf(Unavailable.class);
            assertThat(value(lease.connection(), COUNT)).isEqualTo("1");
        }
        snapshot.close();
        try (SharedSnapshot next = snapshots.open(TABLES, 1);
                Lease lease = next.lease()) {
            assertThat(value(lease.connection(), COUNT)).isEqualTo("1");
        }
    }

    @Test
    void keptConnectionsThatDiedAreReplaced() throws SQLException {
        try (SharedSnapshot snapshot = snapshots.open(TABLES, 1);
                Lease lease = snapshot.lease()) {
            assertThat(value(lease.connection(), COUNT)).isEqualTo("1");
        }
        run(
                admin,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND"
                        + " application_name = 'tidemark-snapshot'");
        try (SharedSnapshot snapshot = snapshots.open(TABLES, 1);
                Lease lease = snapshot.lease()) {
            assertThat(value(lease.connection(), COUNT)).isEqualTo("1");
        }
    }

    @Test
    void aPrimarySaysWhereItStands() {
        try (SharedSnapshot snapshot = snapshots.open(TABLES, 0)) {
            assertThat(snapshot.moment().recovery()).isFalse();
            assertThat(snapshot.moment().wal()).isPositive();
            assertThat(snapshot.moment().timeline()).isEqualTo(1);
        }
    }

    private void endBackend(String pid) throws SQLException {
        run(admin, "SELECT pg_terminate_backend(" + pid + ")");
        org.awaitility.Awaitility.await()
                .until(() -> value(admin, "SELECT count(*) FROM pg_stat_activity WHERE pid = " + pid)
                        .equals("0"));
    }
}
