package tidemark.http;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.SslClientAuthMode;
import tidemark.access.Grants;
import tidemark.lifecycle.Refusal;
import tidemark.tls.Identity;

/** The HTTP server. Listens on loopback unless told otherwise; beyond, never without grants and TLS. */
public final class StatusServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StatusServer.class);
    private static final int MAX_REQUEST_BYTES = 1 << 20;
    private static final int MAX_HEADER_BYTES = 16 << 10;
    private static final int MAX_HEADERS = 64;
    private static final int MAX_PARAMETERS = 64;

    /** Beyond, nobody new is let in until some are gone; each costs two buffers. */
    static final int MAX_CONNECTIONS = 512;

    /** From the first byte of a request to the last of its headers. */
    private static final int PARSE_MILLIS = 10_000;

    /** Without a request, a TLS handshake included. */
    private static final int IDLE_MILLIS = 20_000;

    /** Without a byte in either direction while an answer is waited for. */
    private static final int SILENCE_MILLIS = 15 * 60_000;

    private static final int IO_THREADS = 2;
    private static final int WORKERS = 8;

    private final Endpoint endpoint;
    private final Router router;
    private final List<Watched<?>> watched = new ArrayList<>();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "tidemark-http-files");
        thread.setDaemon(true);
        return thread;
    });
    private final Undertow server;

    /**
     * A server; nothing listens yet.
     *
     * @throws Refusal if a certificate or key cannot be used
     * @throws RuntimeException what the reader of the tokens throws
     */
    public StatusServer(Endpoint endpoint, List<Resource> resources, AccessMetrics metrics) {
        this.endpoint = endpoint;
        Clock clock = Clock.systemUTC();
        Endpoint.Tokens tokens = endpoint.tokens();
        Endpoint.Tls tls = endpoint.tls();
        Watched<Grants> grants = tokens == null
                ? null
                : watched(
                        "tokens", List.of(tokens.file()), () -> tokens.reader().apply(tokens.file()));
        var authority = tls == null ? null : tls.clientAuthority();
        var clients =
                authority == null ? null : watched("client_ca", List.of(authority), () -> ServerTls.clients(authority));
        this.router = new Router(
                new Doorkeeper(grants, clients, clock), new BrowserRules(endpoint.names()), new Operations(metrics));
        resources.forEach(resource -> resource.addTo(router));
        Undertow.Builder builder = Undertow.builder();
        HttpHandler handler = new HttpContinueReadHandler(router);
        if (tls == null) {
            builder.addHttpListener(endpoint.port(), endpoint.host(), handler);
        } else {
            Watched<Identity> identity = watched(
                    "certificate",
                    List.of(tls.certificate(), tls.key()),
                    () -> ServerTls.identity(tls.certificate(), tls.key(), clock));
            builder.addHttpsListener(endpoint.port(), endpoint.host(), ServerTls.context(identity, clients), handler)
                    .setSocketOption(Options.SSL_ENABLED_PROTOCOLS, Sequence.of("TLSv1.3", "TLSv1.2"))
                    .setSocketOption(
                            Options.SSL_CLIENT_AUTH_MODE,
                            clients == null
                                    ? SslClientAuthMode.NOT_REQUESTED
                                    : tls.clientsMust() ? SslClientAuthMode.REQUIRED : SslClientAuthMode.REQUESTED);
        }
        this.server = limited(builder).build();
    }

    private static Undertow.Builder limited(Undertow.Builder builder) {
        return builder.setIoThreads(IO_THREADS)
                .setWorkerThreads(WORKERS)
                .setSocketOption(Options.CONNECTION_HIGH_WATER, MAX_CONNECTIONS)
                .setSocketOption(Options.CONNECTION_LOW_WATER, MAX_CONNECTIONS - MAX_CONNECTIONS / 16)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, (long) MAX_REQUEST_BYTES)
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
                .setServerOption(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
                .setServerOption(UndertowOptions.MAX_PARAMETERS, MAX_PARAMETERS)
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, PARSE_MILLIS)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_MILLIS)
                .setServerOption(UndertowOptions.IDLE_TIMEOUT, SILENCE_MILLIS);
    }

    private <T> Watched<T> watched(String what, List<java.nio.file.Path> files, Watched.Reader<T> reader) {
        Watched<T> one = new Watched<>(what, files, reader);
        watched.add(one);
        return one;
    }

    /** What each call needs of its caller: {@code METHOD /path scope}. */
    public List<String> routes() {
        return router.routes().stream().map(Router.Route::toString).toList();
    }

    /**
     * Begins to listen.
     *
     * @throws Refusal if the address cannot be had, or must not without grants and TLS
     */
    public void start() {
        try {
            server.start();
        } catch (RuntimeException e) {
            LOG.debug("event=http_not_started", e);
            throw new Refusal(
                    "cannot listen for HTTP at " + endpoint.host() + ":" + endpoint.port() + ": " + e.getMessage(),
                    "choose another http.host or http.port, or stop what uses it");
        }
        refuseToBeExposed();
        if (!watched.isEmpty()) {
            var unused = looking.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
        }
        String host = address().getHostString();
        LOG.info(
                "event=http_listens url={}://{}:{}/_indexer tokens={} client_certificates={}",
                endpoint.tls() == null ? "http" : "https",
                host.contains(":") ? "[" + host + "]" : host,
                address().getPort(),
                endpoint.tokens() != null,
                endpoint.tls() != null && endpoint.tls().clientAuthority() != null);
    }

    /** The configuration is refused before; a name may be another address than it looks. */
    private void refuseToBeExposed() {
        boolean guarded = endpoint.tokens() != null && endpoint.tls() != null;
        InetAddress listens = address().getAddress();
        if (!guarded && !listens.isLoopbackAddress()) {
            close();
            throw new Refusal(
                    "http.host " + endpoint.host() + " is " + listens.getHostAddress()
                            + ", beyond loopback, without http.tokens_file and http.tls_certificate both",
                    "name both, or listen on 127.0.0.1");
        }
    }

    private void look() {
        watched.forEach(Watched::look);
    }

    /**
     * Reads tokens and certificates again now.
     *
     * @return whether all could be used; of those that could not the ones before stay
     */
    public boolean reload() {
        boolean all = true;
        for (Watched<?> one : watched) {
            all &= one.reload();
        }
        return all;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
    }

    @Override
    public void close() {
        looking.shutdownNow();
        server.stop();
    }
}
