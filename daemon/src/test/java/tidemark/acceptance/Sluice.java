package tidemark.acceptance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * A sluice in the wire between daemon and Elasticsearch: lets every request through, and holds those that a drill asks for,
 * before Elasticsearch has seen them.
 */
final class Sluice implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(3);

    static {
        // Without it each answer waits 40 ms for the acknowledgement of its header.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final URI server;
    private final HttpServer here;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "sluice");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Passing> passed = new CopyOnWriteArrayList<>();
    private final List<Gate> gates = new CopyOnWriteArrayList<>();

    private Sluice(URI server, HttpServer here) {
        this.server = server;
        this.here = here;
    }

    static Sluice before(URI server) {
        try {
            InetSocketAddress any = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
            Sluice sluice = new Sluice(server, HttpServer.create(any, 0));
            sluice.here.createContext("/", sluice::pass);
            sluice.here.setExecutor(sluice.threads);
            sluice.here.start();
            return sluice;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on loopback", e);
        }
    }

    /** What the daemon must take for Elasticsearch. */
    URI url() {
        return URI.create("http://127.0.0.1:" + here.getAddress().getPort());
    }

    /** A request on its way. */
    record Passing(String method, String path, String body) {
        /** A bulk of documents, not of state. */
        boolean isDocuments() {
            return method.equals("POST") && path.startsWith("/_bulk");
        }
    }

    /** Holds the next request that matches, once. */
    Gate hold(Predicate<Passing> which) {
        Gate gate = new Gate(which);
        gates.add(gate);
        return gate;
    }

    /** How many requests have come so far. */
    int count() {
        return passed.size();
    }

    /** All requests so far, in the order of their coming. */
    List<Passing> passed() {
        return List.copyOf(passed);
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Passing passing = new Passing(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    new String(body, StandardCharsets.UTF_8));
            passed.add(passing);
            List<Gate> taken = new ArrayList<>();
            for (Gate gate : gates) {
                if (gate.takes(passing)) {
                    taken.add(gate);
                    if (!gate.mayPass(passing)) {
                        return;
                    }
                }
            }
            HttpResponse<byte[]> response = forward(exchange, body);
            taken.forEach(gate -> gate.answered.complete(new String(response.body(), StandardCharsets.UTF_8)));
            answer(exchange, response);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest.BodyPublisher publisher =
                body.length == 0 ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(exchange.getRequestURI()))
                .timeout(LONGEST)
                .method(exchange.getRequestMethod(), publisher);
        for (String header : List.of("Content-Type", "Accept")) {
            String value = exchange.getRequestHeaders().getFirst(header);
            if (value != null) {
                request.header(header, value);
            }
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static void answer(HttpExchange exchange, HttpResponse<byte[]> response) throws IOException {
        response.headers()
                .firstValue("Content-Type")
                .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
        byte[] body = response.body();
        boolean none = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(response.statusCode(), none ? -1 : body.length);
        if (!none) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        gates.forEach(Gate::release);
        here.stop(0);
        threads.shutdownNow();
    }

    /** Where one request is held, until it is released or dropped. */
    static final class Gate {
        private final Predicate<Passing> which;
        private final CompletableFuture<Passing> held = new CompletableFuture<>();
        private final CompletableFuture<Boolean> verdict = new CompletableFuture<>();
        private final CompletableFuture<String> answered = new CompletableFuture<>();
        private boolean taken;

        private Gate(Predicate<Passing> which) {
            this.which = which;
        }

        private synchronized boolean takes(Passing passing) {
            if (taken || !which.test(passing)) {
                return false;
            }
            taken = true;
            return true;
        }

        private boolean mayPass(Passing passing) throws InterruptedException {
            held.complete(passing);
            try {
                return verdict.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                return true;
            }
        }

        /** Waits until a request is held here. */
        Passing await(Duration atMost) {
            Drill.until(atMost, "a request is held at the sluice", held::isDone);
            return held.join();
        }

        boolean holds() {
            return held.isDone() && !verdict.isDone();
        }

        /** Lets it go on, also when its sender is dead. */
        void release() {
            verdict.complete(true);
        }

        /** Lets it go on, and waits for what Elasticsearch answers. */
        String releaseAndAwaitAnswer(Duration atMost) {
            release();
            Drill.until(atMost, "Elasticsearch answers what was held", answered::isDone);
            return answered.join();
        }

        /** It is never forwarded, and its sender's connection breaks. */
        void drop() {
            verdict.complete(false);
        }
    }
}
