package tidemark.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.lifecycle.Refusal;

/** The HTTP server. Listens on loopback unless told otherwise. */
public final class StatusServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StatusServer.class);
    private static final int MAX_REQUEST_BYTES = 1 << 20;
    private static final int IDLE_MILLIS = 60_000;

    private final Published published;
    private final Undertow server;
    private final ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** A server for this address; port 0 takes a free one. */
    public StatusServer(String host, int port, Published published) {
        this.published = published;
        this.server = Undertow.builder()
                .addHttpListener(port, host, this::handle)
                .setIoThreads(1)
                .setWorkerThreads(2)
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

    private void handle(HttpServerExchange exchange) {
        String path = exchange.getRequestPath().replaceAll("/+$", "");
        if (!path.equals("/_indexer") && !path.equals("/_indexer/health")) {
            error(exchange, 404, "not_found", "nothing is at " + path, "try /_indexer or /_indexer/health");
            return;
        }
        if (!exchange.getRequestMethod().equals(Methods.GET)
                && !exchange.getRequestMethod().equals(Methods.HEAD)) {
            exchange.getResponseHeaders().put(Headers.ALLOW, "GET, HEAD");
            error(exchange, 405, "method_not_allowed", exchange.getRequestMethod() + " is not for " + path, "use GET");
            return;
        }
        if (path.equals("/_indexer")) {
            answer(exchange, 200, published.indexer());
        } else {
            ObjectNode health = published.health();
            answer(exchange, health.path("ready").asBoolean() ? 200 : 503, health);
        }
    }

    private void error(HttpServerExchange exchange, int status, String code, String message, String hint) {
        ObjectNode body = mapper.createObjectNode();
        body.putObject("error").put("code", code).put("message", message).put("hint", hint);
        answer(exchange, status, body);
    }

    private void answer(HttpServerExchange exchange, int status, ObjectNode body) {
        try {
            byte[] bytes = mapper.writeValueAsBytes(body);
            exchange.setStatusCode(status);
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
            exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
            exchange.getResponseSender().send(new String(bytes, StandardCharsets.UTF_8) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can be written", e);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
