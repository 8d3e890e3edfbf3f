package tidemark.leadership;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.lifecycle.Unavailable;

/** Whether this daemon leads; the package says how. Thread-safe. */
public final class Leadership implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Leadership.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final long JOIN_MILLIS = 5_000;

    /** Opens connections with a socket timeout well below the trust window. */
    @FunctionalInterface
    public interface Connections {
        /**
         * A new connection in autocommit.
         *
         * @throws Unavailable if the server is away
         */
        Connection open();
    }

    private final String name;
    private final long key;
    private final Connections connections;
    private final long trustNanos;
    private final Thread watch = new Thread(this::watch, "leadership-watch");
    private final Object asking = new Object();
    private @Nullable Connection connection;
    private boolean held;
    private volatile boolean leading;
    private volatile long confirmedNanos;
    private volatile boolean closed;

    /**
     * Does not ask yet.
     *
     * @param name of the configuration: daemons of one name compete
     * @param connections to the database
     * @param trustWindow how long a confirmed lock counts without a new confirmation
     */
    public Leadership(String name, Connections connections, Duration trustWindow) {
        this.name = name;
        this.key = key(name);
        this.connections = connections;
        this.trustNanos = trustWindow.toNanos();
        watch.setDaemon(true);
    }

    /** Begins to watch, and to try again and again while another leads. */
    public void start() {
        watch.start();
    }

    /** Whether this daemon leads, as far as it knows; asks nobody. */
    public boolean leads() {
        return leading && System.nanoTime() - confirmedNanos < trustNanos;
    }

    /**
     * Asks the server now: takes the lock if it is free, confirms it if it is held.
     *
     * @return whether this daemon leads
     * @throws Unavailable if the server is away
     */
    public boolean tryLead() {
        synchronized (asking) {
            if (closed) {
                return false;
            }
            // Taken before the question: the answer is true from then on, and the network's time is not trusted.
            long asked = System.nanoTime();
            boolean answer = ask();
            confirmedNanos = asked;
            if (answer != leading) {
                log.info("event=leadership name={} leads={}", name, answer);
            }
            leading = answer;
            return answer;
        }
    }

    private boolean ask() {
        try {
            Connection open = connection;
            if (open == null) {
                held = false;
                open = connections.open();
                connection = open;
            }
            held = held ? stillHeld(open) : granted(open);
            return held;
        } catch (SQLException e) {
            lose();
            throw new Unavailable(Unavailable.Server.POSTGRES, "asking who leads failed: " + e.getMessage(), e);
        } catch (Unavailable e) {
            lose();
            throw e;
        }
    }

    private boolean granted(Connection open) throws SQLException {
        try (PreparedStatement statement = open.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
            statement.setLong(1, key);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private boolean stillHeld(Connection open) throws SQLException {
        try (PreparedStatement statement =
                open.prepareStatement("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype ="
                        + " 'advisory' AND pid = pg_backend_pid() AND granted AND objsubid = 1"
                        + " AND (classid::bigint << 32 | objid::bigint) = ?)")) {
            statement.setLong(1, key);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** So that another can have it before the server has noticed that the session ended. */
    private void unlock() {
        Connection open = connection;
        if (open != null && held) {
            try (PreparedStatement statement = open.prepareStatement("SELECT pg_advisory_unlock(?)")) {
                statement.setLong(1, key);
                statement.execute();
            } catch (SQLException e) {
                log.debug("event=unlock_failed server=postgres error={}", e.getMessage());
            }
        }
    }

    /** Ends the session, and with it the lock, if the server still knows it. */
    private void lose() {
        if (leading) {
            log.warn("event=leadership name={} leads=false reason=connection_lost", name);
        }
        leading = false;
        held = false;
        Connection lost = connection;
        connection = null;
        if (lost != null) {
            try {
                lost.close();
            } catch (SQLException e) {
                log.debug("event=connection_close_failed server=postgres error={}", e.getMessage());
            }
        }
    }

    private void watch() {
        boolean away = false;
        while (!closed) {
            try {
                tryLead();
                away = false;
            } catch (Unavailable e) {
                if (!away) {
                    log.warn("event=leadership_unknown name={} error={}", name, e.getMessage());
                }
                away = true;
            }
            pause();
        }
    }

    private void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        } catch (InterruptedException e) {
            // Only close() interrupts, and the loop looks at that.
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    /** Gives the lock free and ends the watch. May come twice, and before {@link #start}. */
    @Override
    public void close() {
        closed = true;
        watch.interrupt();
        synchronized (asking) {
            if (leading) {
                log.info("event=leadership name={} leads=false reason=closing", name);
            }
            leading = false;
            unlock();
            lose();
        }
        try {
            watch.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long key(String name) {
        return ByteBuffer.wrap(DigestUtils.sha256("tidemark/" + name)).getLong();
    }
}
