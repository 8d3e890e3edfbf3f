package tidemark.app;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.snapshot.Source;

/** One connection that is opened when it is first asked for, and anew after it was closed. For one thread. */
final class KeptConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KeptConnection.class);

    private final Source source;
    private @Nullable Connection connection;

    KeptConnection(Source source) {
        this.source = source;
    }

    boolean isOpen() {
        return connection != null;
    }

    /**
     * The connection.
     *
     * @throws tidemark.lifecycle.Unavailable if the server is away
     */
    Connection get() {
        Connection open = connection;
        if (open == null) {
            open = source.open();
            connection = open;
        }
        return open;
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
