package tidemark.http;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import java.net.InetSocketAddress;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.lifecycle.Refusal;

/** The HTTP server. Listens on loopback unless told otherwise. */
public final class StatusServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StatusServer.class);
    private static final int MAX_REQUEST_BYTES = 1 << 20;
    private static final int IDLE_MILLIS = 60_000;

    private static final int WORKERS = 8;

    private final Undertow server;

    /** A server for this address; port 0 takes a free one. */
    public StatusServer(String host, int port, List<Resource> resources) {
        Router router = new Router();
        resources.forEach(resource -> resource.addTo(router));
        this.server = Undertow.builder()
                .addHttpListener(port, host, router)
                .setIoThreads(1)
                .setWorkerThreads(WORKERS)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, (long) MAX_REQUEST_BYTES)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_MILLIS)
                .build();
    }

    /**
     * Begins to listen.
     *
     * @throws Refusal if the address cannot be had
     */
    public void start() {
        try {
            server.start();
        } catch (RuntimeException e) {
            LOG.debug("event=http_not_started", e);
            throw new Refusal(
                    "cannot listen for HTTP: " + e.getMessage(),
                    "choose another http.host or http.port, or stop what uses it");
        }
        LOG.info(
                "event=http_listens url=http://{}:{}/_indexer",
                address().getHostString(),
                address().getPort());
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
    }

    @Override
    public void close() {
        server.stop();
    }
}
