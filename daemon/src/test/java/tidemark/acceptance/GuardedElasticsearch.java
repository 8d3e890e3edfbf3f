package tidemark.acceptance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tidemark.tls.Authority;
import tidemark.tls.Identity;
import tidemark.tls.Pem;
import tidemark.tls.Trust;

/**
 * An Elasticsearch that speaks TLS alone and wants to know who asks. The sandbox's own has no security module, so this stands
 * before it: it ends TLS, and answers as Elasticsearch does to whoever lacks the right {@code Authorization}.
 */
final class GuardedElasticsearch implements AutoCloseable {
    private static final String REFUSAL =
            "{\"error\":{\"type\":\"security_exception\",\"reason\":\"unable to authenticate\"},\"status\":401}";

    private final URI server;
    private final HttpsServer here;
    private final Set<String> authorizations;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "guarded-elasticsearch");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private GuardedElasticsearch(URI server, HttpsServer here, Set<String> authorizations) {
        this.server = server;
        this.here = here;
        this.authorizations = authorizations;
    }

    /** With this certificate; the authority's own is sent along, as Elasticsearch does. */
    static GuardedElasticsearch before(
            URI server, Authority authority, Authority.Issued certificate, Set<String> authorizations) {
        try {
            InetSocketAddress any = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
            HttpsServer here = HttpsServer.create(any, 0);
            here.setHttpsConfigurator(new HttpsConfigurator(
                    Trust.context(null, Identity.of(certificate.pem() + authority.pem(), certificate.key()))));
            GuardedElasticsearch guarded = new GuardedElasticsearch(server, here, authorizations);
            here.createContext("/", guarded::pass);
            here.setExecutor(guarded.threads);
            here.start();
            return guarded;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on loopback", e);
        } catch (Pem.Unusable e) {
            throw new IllegalStateException("the authority's certificate is no good", e);
        }
    }

    /** By address. */
    URI url() {
        return URI.create("https://127.0.0.1:" + here.getAddress().getPort());
    }

    /** By a name that its certificate may not have. */
    URI urlByName() {
        return URI.create("https://localhost:" + here.getAddress().getPort());
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String shown = exchange.getRequestHeaders().getFirst("Authorization");
            if (shown == null || !authorizations.contains(shown)) {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                answer(exchange, 401, REFUSAL.getBytes(StandardCharsets.UTF_8));
                return;
            }
            HttpResponse<byte[]> response = forward(exchange, body);
            response.headers()
                    .firstValue("Content-Type")
                    .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
            answer(exchange, response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(exchange.getRequestURI()))
                .timeout(Duration.ofMinutes(1))
                .method(
                        exchange.getRequestMethod(),
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        for (String header : List.of("Content-Type", "Accept")) {
            String value = exchange.getRequestHeaders().getFirst(header);
            if (value != null) {
                request.header(header, value);
            }
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean none = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, none ? -1 : body.length);
        if (!none) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        here.stop(0);
        threads.shutdownNow();
    }
}
