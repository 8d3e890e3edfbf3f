package tidemark.lifecycle;

import org.jspecify.annotations.Nullable;

/**
 * A server is away, did not answer in time, or dropped the connection. Nothing is lost: the daemon sleeps and tries again.
 * Everything else that goes wrong is another exception. Who knows more says so by a subclass.
 */
public class Unavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Server server;

    /** Which server. */
    public enum Server {
        POSTGRES,
        ELASTICSEARCH
    }

    /**
     * A server is away.
     *
     * @param server which
     * @param message what was tried and what to check
     * @param cause what the driver or client said
     */
    public Unavailable(Server server, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.server = server;
    }

    /** Which server is away. */
    public Server server() {
        return server;
    }
}
