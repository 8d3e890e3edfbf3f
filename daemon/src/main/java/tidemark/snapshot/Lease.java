package tidemark.snapshot;

import java.sql.Connection;
import java.util.concurrent.atomic.AtomicBoolean;

/** A connection that shows the shared snapshot, for one thread at a time; give it back by closing. */
public final class Lease implements AutoCloseable {

    private final SharedSnapshot snapshot;
    private final Connection connection;
    private final AtomicBoolean closed = new AtomicBoolean();

    Lease(SharedSnapshot snapshot, Connection connection) {
        this.snapshot = snapshot;
        this.connection = connection;
    }

    /** In the transaction that imported the snapshot; do not commit or roll back. */
    public Connection connection() {
        if (closed.get()) {
            throw new IllegalStateException("the lease was given back");
        }
        return connection;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            snapshot.giveBack(connection);
        }
    }
}
