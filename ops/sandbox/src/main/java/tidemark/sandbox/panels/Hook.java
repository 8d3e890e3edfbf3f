package tidemark.sandbox.panels;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

/** A webhook that refuses until it is told to take. */
final class Hook implements AutoCloseable {

    private final HttpServer server;
    private volatile int answer = 500;

    Hook() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(answer, -1);
            }
        });
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    void take() {
        answer = 200;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
