package tidemark.snapshot;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tidemark.change.Moment;
import tidemark.lifecycle.Unavailable;

/** An open snapshot: the coordinator's connection, and workers' connections that imported it. Close it soon. */
public final class SharedSnapshot implements AutoCloseable {

    private static final long LEASE_PATIENCE_SECONDS = 60;

    private final Connections connections;
    private final Connection coordinator;
    private final Moment moment;
    private final String lock;
    private final int most;
    private final Semaphore workers;
    private final Object exporting = new Object();
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable String exported;
    private volatile @Nullable Throwable broken;

    SharedSnapshot(Connections connections, Connection coordinator, Moment moment, String lock, int workers) {
        this.connections = connections;
        this.coordinator = coordinator;
        this.moment = moment;
        this.lock = lock;
        this.most = workers;
        this.workers = new Semaphore(workers, true);
    }

    /** Where it stands. */
    public Moment moment() {
        return moment;
    }

    /** The coordinator's own connection, in the snapshot's transaction. */
    public Connection connection() {
        return coordinator;
    }

    /**
     * Lends a connection that shows the same snapshot; waits while as many as there are workers are lent. The first call
     * exports the snapshot through the coordinator's connection.
     *
     * @throws Unavailable if the snapshot cannot be had any more; then it is broken for good
     */
    public Lease lease() {
        if (closed.get() || most == 0) {
            throw new IllegalStateException("the snapshot is closed, or was opened for no workers");
        }
        failIfBroken();
        acquireWorker();
        boolean lent = false;
        try {
            String id = export();
            Connections.Begun<String> begun =
                    connections.take("importing snapshot " + id, connection -> importInto(connection, id));
            lent = true;
            return new Lease(this, begun.connection());
        } catch (RuntimeException e) {
            broken = e;
            throw e;
        } finally {
            if (!lent) {
                workers.release();
            }
        }
    }

    /**
     * Proves that the exporting connection lived until now, and its locks with it.
     *
     * @throws Unavailable if not
     */
    public void confirm() {
        failIfBroken();
        try (Statement statement = coordinator.createStatement()) {
            statement.execute("SELECT 1");
        } catch (SQLException e) {
            broken = e;
            throw Snapshots.failed("confirming the snapshot", e);
        }
    }

    private void failIfBroken() {
        Throwable reason = broken;
        if (reason != null) {
            throw new Unavailable(
                    Unavailable.Server.POSTGRES,
                    "the snapshot " + moment.snapshot() + " is broken; take a new one",
                    reason);
        }
    }

    private void acquireWorker() {
        try {
            if (!workers.tryAcquire(LEASE_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no worker's connection of the snapshot was given back within "
                        + LEASE_PATIENCE_SECONDS + " s; close leases, or open the snapshot for more workers");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable(Unavailable.Server.POSTGRES, "waiting for a connection was interrupted", e);
        }
    }

    private String export() {
        synchronized (exporting) {
            if (exported == null) {
                try (Statement statement = coordinator.createStatement();
                        ResultSet row = statement.executeQuery("SELECT pg_export_snapshot()")) {
                    row.next();
                    exported = row.getString(1);
                } catch (SQLException e) {
                    throw Snapshots.failed("exporting the snapshot", e);
                }
            }
            return exported;
        }
    }

    /** Locks first: see the package. The server refuses the import once the exporting transaction is gone. */
    private String importInto(Connection connection, String id) throws SQLException {
        Snapshots.beginTransaction(connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute(lock + "SET TRANSACTION SNAPSHOT '" + id + "'");
        } catch (SQLException e) {
            if (!tidemark.lifecycle.PostgresFailure.passes(e.getSQLState())) {
                throw new SQLException(e.getMessage() + "; the exporting transaction is gone", "08006", e);
            }
            throw e;
        }
        return id;
    }

    void giveBack(Connection connection) {
        connections.giveBack(connection);
        workers.release();
    }

    /** Ends the transaction and its locks. Leases that are still out keep their own until they are closed. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            connections.giveBack(coordinator);
        }
    }
}
