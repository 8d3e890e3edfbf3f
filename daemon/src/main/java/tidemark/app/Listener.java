package tidemark.app;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.capture.ChangeLog;
import tidemark.change.Position;
import tidemark.change.TableName;
import tidemark.cycle.MasterLoop;
import tidemark.lifecycle.PostgresFailure;
import tidemark.snapshot.Source;

/**
 * Hears that a transaction was written down, and then asks the database at once; else once a second, which also tells up to when
 * there is nothing new. A standby lets nobody listen. A connection of its own, opened anew after a failure, and after a promotion.
 * Used by the loop's thread.
 */
final class Listener implements MasterLoop.Probe, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final long SILENCE = Duration.ofSeconds(1).toNanos();

    private final KeptConnection connection;
    private final ChangeLog log;
    private final String channel;
    private boolean deaf;
    private boolean heard;
    private long asked;

    Listener(Source source, ChangeLog log, String channel) {
        this.connection = new KeptConnection(source.named("tidemark listener"));
        this.log = log;
        this.channel = channel;
    }

    @Override
    public Found ask(Position position, boolean awaited) {
        try {
            boolean fresh = !connection.isOpen();
            Connection open = connection.get();
            if (fresh) {
                listen(open);
                heard = true;
            }
            heard |= notified(open);
            if (!heard && !awaited && System.nanoTime() - asked <= SILENCE) {
                return new Found(false, null, deaf);
            }
            asked = System.nanoTime();
            ChangeLog.Probe found = log.probe(open, position);
            if (deaf && !found.recovery()) {
                LOG.info("event=promoted_under_listener");
                close();
                return new Found(true, null, false);
            }
            // What was heard of is asked for until a look has covered it.
            heard = found.anythingNew();
            return new Found(fresh || heard, found.snapshot(), found.recovery());
        } catch (SQLException e) {
            close();
            throw PostgresFailure.of("listening for transactions", e.getSQLState(), e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void listen(Connection open) throws SQLException {
        try (Statement statement = open.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
                row.next();
                deaf = row.getBoolean(1);
            }
            if (!deaf) {
                statement.execute("LISTEN " + TableName.quote(channel));
            }
            LOG.info("event=listening channel={} standby={}", channel, deaf);
        }
    }

    private boolean notified(Connection open) throws SQLException {
        if (deaf) {
            return false;
        }
        PGNotification[] notifications = open.unwrap(PGConnection.class).getNotifications();
        return notifications != null && notifications.length > 0;
    }

    @Override
    public void close() {
        connection.close();
    }
}
