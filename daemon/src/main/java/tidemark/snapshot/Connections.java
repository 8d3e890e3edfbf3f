package tidemark.snapshot;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.lifecycle.PostgresFailure;
import tidemark.lifecycle.Unavailable;

/**
 * Open connections kept from one snapshot to the next, bounded in number. A kept connection may have died meanwhile; its
 * first use shows that, before anything was read, and then it is replaced.
 */
final class Connections implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Connections.class);

    private final Source source;
    private final Semaphore permits;
    private final int size;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Set<Connection> lent = new HashSet<>();
    private boolean closed;

    Connections(Source source, int size) {
        this.source = source;
        this.size = size;
        this.permits = new Semaphore(size, true);
    }

    /** What a connection is first used for; it leaves the connection in the transaction to be lent. */
    interface Beginning<T> {
        T begin(Connection connection) throws SQLException;
    }

    /** A connection and what its beginning gave. */
    record Begun<T>(Connection connection, T result) {}

    /** Takes a connection and begins with it; a kept one that turns out to be dead is replaced. */
    <T> Begun<T> take(String doing, Beginning<T> beginning) {
        acquire(doing);
        boolean taken = false;
        try {
            Begun<T> begun = beginAny(doing, beginning);
            taken = true;
            return begun;
        } finally {
            if (!taken) {
                permits.release();
            }
        }
    }

    private <T> Begun<T> beginAny(String doing, Beginning<T> beginning) {
        while (true) {
            Connection kept = kept();
            Connection connection = kept == null ? lend(source.open()) : kept;
            try {
                return new Begun<>(connection, beginning.begin(connection));
            } catch (SQLException e) {
                boolean dead = isClosed(connection);
                discard(connection);
                if (kept == null || !dead) {
                    throw PostgresFailure.of(doing, e.getSQLState(), e);
                }
                log.debug("event=connection_replaced server=postgres error={}", e.getMessage());
            } catch (RuntimeException e) {
                discard(connection);
                throw e;
            }
        }
    }

    private void acquire(String doing) {
        try {
            if (!permits.tryAcquire(source.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(doing + ": all " + size
                        + " connections are lent; one was not given back," + " or more threads than connections ask");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable(Unavailable.Server.POSTGRES, doing + " was interrupted", e);
        }
    }

    private synchronized @Nullable Connection kept() {
        Connection connection = idle.pollFirst();
        if (connection != null) {
            lent.add(connection);
        }
        return connection;
    }

    private Connection lend(Connection connection) {
        boolean late;
        synchronized (this) {
            late = closed;
            if (!late) {
                lent.add(connection);
            }
        }
        if (late) {
            closeQuietly(connection);
            throw new IllegalStateException("the connections to " + source + " are closed");
        }
        return connection;
    }

    /** Ends the transaction and keeps the connection; one that cannot is closed. */
    void giveBack(Connection connection) {
        boolean sound = false;
        try {
            connection.rollback();
            sound = true;
        } catch (SQLException e) {
            log.debug("event=connection_dropped server=postgres error={}", e.getMessage());
        }
        synchronized (this) {
            if (!lent.remove(connection)) {
                return;
            }
            sound = sound && !closed;
            if (sound) {
                idle.addFirst(connection);
            }
        }
        if (!sound) {
            closeQuietly(connection);
        }
        permits.release();
    }

    private void discard(Connection connection) {
        synchronized (this) {
            lent.remove(connection);
        }
        closeQuietly(connection);
    }

    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            log.debug("event=connection_close_failed server=postgres error={}", e.getMessage());
        }
    }

    /** Closes all, the lent ones too: whoever still reads fails. */
    @Override
    public void close() {
        List<Connection> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(idle);
            all.addAll(lent);
            idle.clear();
        }
        all.forEach(Connections::closeQuietly);
    }
}
