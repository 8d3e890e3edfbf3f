package tidemark.app;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.capture.ChangeLog;
import tidemark.change.Position;
import tidemark.cycle.MasterLoop;
import tidemark.snapshot.Source;

/** The probe with a connection of its own, opened anew after a failure. Used by the loop's thread. */
final class Pulse implements MasterLoop.Probe, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);

    private final Source source;
    private final ChangeLog log;
    private @Nullable Connection connection;

    Pulse(Source source, ChangeLog log) {
        this.source = source.named("tidemark pulse");
        this.log = log;
    }

    @Override
    public boolean anythingNew(Position position) {
        Connection open = connection;
        if (open == null) {
            open = source.open();
            connection = open;
        }
        try {
            return log.anythingNew(open, position);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                LOG.debug("event=connection_close_failed", e);
            }
        }
    }
}
