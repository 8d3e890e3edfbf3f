package tidemark.http;

import io.undertow.server.handlers.sse.ServerSentEventConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Somebody who follows. One event at a time is on its way; what is overtaken meanwhile is never sent. Who takes none for too long is
 * dropped.
 */
final class Listener implements ServerSentEventConnection.EventCallback {

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    private final ServerSentEventConnection connection;
    private final long patience;
    private final BooleanSupplier mayRead;
    private boolean sending;
    private long since;
    private long seen;

    /**
     * A listener.
     *
     * @param mayRead whether he still may: what let him in may have expired, or been taken away
     */
    Listener(ServerSentEventConnection connection, Duration patience, BooleanSupplier mayRead) {
        this.mayRead = mayRead;
        this.connection = connection;
        this.patience = patience.toNanos();
    }

    /** Sends the overview if this listener has not got it, else the pulse if there is one. */
    synchronized void tell(long number, String overview, @Nullable String pulse) {
        if (!mayRead.getAsBoolean()) {
            LOG.info("event=listener_dropped reason=\"its grant is over\"");
            drop();
        } else if (sending) {
            if (System.nanoTime() - since > patience) {
                LOG.info("event=listener_dropped reason=\"it reads too slowly\"");
                drop();
            }
        } else if (seen < number) {
            seen = number;
            send("overview", overview);
        } else if (pulse != null) {
            send("pulse", pulse);
        }
    }

    private void send(String event, String data) {
        sending = true;
        since = System.nanoTime();
        connection.send(data, event, null, this);
    }

    @Override
    public synchronized void done(ServerSentEventConnection of, String data, String event, String id) {
        sending = false;
    }

    @Override
    public void failed(ServerSentEventConnection of, String data, String event, String id, IOException e) {
        LOG.debug("event=listener_gone", e);
        drop();
    }

    void drop() {
        try {
            connection.close();
        } catch (IOException e) {
            LOG.debug("event=listener_not_closed", e);
        }
    }
}
