package tidemark.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server that gives the answers it was told to, and remembers what it was asked. The last answer stays. */
final class ScriptedDaemon implements AutoCloseable {

    /** What a verb asked. */
    record Heard(String method, String target, String contentType, String body) {}

    private record Said(int status, String body) {}

    static {
        // Else head and body of each answer wait for one another for 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final Said NOTHING = new Said(0, "");

    private final Map<String, Deque<Said>> script = new HashMap<>();
    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    ScriptedDaemon() throws IOException {
        this(0);
    }

    ScriptedDaemon(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    /** The next answer to this request, such as {@code GET /_indexer/jobs}. */
    ScriptedDaemon says(String request, int status, String body) {
        synchronized (script) {
            script.computeIfAbsent(request, key -> new ArrayDeque<>()).add(new Said(status, body));
        }
        return this;
    }

    /** The next answer to this request is a closed connection. */
    ScriptedDaemon hangsUp(String request) {
        return says(request, NOTHING.status(), NOTHING.body());
    }

    List<Heard> heard() {
        return heard;
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String target = exchange.getRequestURI().toString();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String contentType = exchange.getRequestHeaders().getFirst("Content-Type");
            heard.add(new Heard(exchange.getRequestMethod(), target, contentType, body));
            Said said = next(exchange.getRequestMethod() + " " + target);
            if (!said.equals(NOTHING)) {
                byte[] bytes = said.body().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(said.status(), bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    private Said next(String request) {
        synchronized (script) {
            Deque<Said> answers = script.get(request);
            if (answers == null) {
                return new Said(
                        404, "{\"error\":{\"code\":\"not_found\",\"message\":\"no script for " + request + "\"}}");
            }
            return answers.size() > 1 ? answers.remove() : answers.element();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
