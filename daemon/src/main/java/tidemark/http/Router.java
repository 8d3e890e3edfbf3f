package tidemark.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.Handlers;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.server.RoutingHandler;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.PathTemplateMatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.lifecycle.Unavailable;

/**
 * Which call answers which path, and what all calls have in common: they run on worker threads, bodies are JSON and bounded,
 * and whatever goes wrong is answered as JSON. Nothing that a client sends goes further than its own answer.
 */
final class Router implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    /** A call without a body. */
    interface Read {
        Answer answer(HttpServerExchange exchange);
    }

    /** A call that is answered later, by any thread; it must not wait itself. */
    interface Later {
        CompletionStage<Answer> answer(HttpServerExchange exchange);
    }

    /** A call with one. */
    interface Write {
        Answer answer(HttpServerExchange exchange, ObjectNode body);
    }

    /** A call with one that is answered later. */
    interface WriteLater {
        CompletionStage<Answer> answer(HttpServerExchange exchange, ObjectNode body);
    }

    private final RoutingHandler routes = Handlers.routing();
    private final Map<String, TreeSet<String>> methods = new TreeMap<>();

    Router() {
        routes.setFallbackHandler(exchange -> unknown(exchange));
        routes.setInvalidMethodHandler(exchange -> unknown(exchange));
    }

    void get(String path, Read call) {
        HttpHandler handler = exchange -> run(exchange, () -> call.answer(exchange));
        add(Methods.GET, path, handler);
        add(Methods.HEAD, path, handler);
    }

    void getLater(String path, Later call) {
        add(Methods.GET, path, exchange -> runLater(exchange, () -> call.answer(exchange)));
    }

    void post(String path, Write call) {
        postLater(path, (exchange, body) -> CompletableFuture.completedStage(call.answer(exchange, body)));
    }

    void postLater(String path, WriteLater call) {
        add(
                Methods.POST,
                path,
                exchange -> runLater(exchange, () -> {
                    refuseForeignOrigin(exchange);
                    refuseOtherContent(exchange);
                    return call.answer(exchange, Json.object(body(exchange)));
                }));
    }

    void delete(String path, Read call) {
        add(
                Methods.DELETE,
                path,
                exchange -> run(exchange, () -> {
                    refuseForeignOrigin(exchange);
                    return call.answer(exchange);
                }));
    }

    private void add(HttpString method, String path, HttpHandler handler) {
        routes.add(method, path, handler);
        methods.computeIfAbsent(path, any -> new TreeSet<>()).add(method.toString());
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String path = exchange.getRelativePath();
        if (path.length() > 1 && path.endsWith("/")) {
            int end = path.length();
            while (end > 1 && path.charAt(end - 1) == '/') {
                end--;
            }
            exchange.setRelativePath(path.substring(0, end));
        }
        routes.handleRequest(exchange);
    }

    private void run(HttpServerExchange exchange, Supplier<Answer> step) {
        runLater(exchange, () -> CompletableFuture.completedStage(step.get()));
    }

    private void runLater(HttpServerExchange exchange, Supplier<CompletionStage<Answer>> step) {
        exchange.dispatch(() -> {
            CompletionStage<Answer> answer;
            try {
                exchange.startBlocking();
                answer = step.get();
            } catch (RuntimeException e) {
                answer = CompletableFuture.failedStage(e);
            }
            if (answer.toCompletableFuture().isDone()) {
                var unused = answer.whenComplete((found, failure) -> send(exchange, found, failure));
            } else {
                var unused = answer.whenCompleteAsync(
                        (found, failure) -> send(exchange, found, failure),
                        exchange.getConnection().getWorker());
            }
        });
    }

    private static void send(HttpServerExchange exchange, @Nullable Answer answer, @Nullable Throwable failure) {
        if (answer != null) {
            send(exchange, answer);
            return;
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        send(exchange, Answer.of(problem(exchange, cause)));
        if (cause instanceof Error error) {
            throw error;
        }
    }

    private static Problem problem(HttpServerExchange exchange, @Nullable Throwable failure) {
        if (failure instanceof Problem problem) {
            return problem;
        }
        if (failure instanceof Unavailable away) {
            return Problem.unavailable(
                    away.server() + " is away: " + away.getMessage(), "nothing is lost; ask again when it is back");
        }
        LOG.error(
                "event=request_failed method={} path={}",
                exchange.getRequestMethod(),
                exchange.getRelativePath(),
                failure);
        return Problem.bug();
    }

    private static void refuseOtherContent(HttpServerExchange exchange) {
        String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase(Answer.JSON)) {
            throw Problem.mediaType(
                    "Content-Type is " + (type == null ? "missing" : type), "send Content-Type: " + Answer.JSON);
        }
    }

    /** A part of the path that its template names. */
    static String parameter(HttpServerExchange exchange, String name) {
        return Objects.requireNonNull(
                exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY)
                        .getParameters()
                        .get(name),
                "the path has one");
    }

    /** The first value of a parameter of the query; null if it is not there. */
    static @Nullable String query(HttpServerExchange exchange, String name) {
        Deque<String> given = exchange.getQueryParameters().get(name);
        return given == null ? null : given.peekFirst();
    }

    /** A page of another site must not operate the daemon through its reader's browser. */
    private static void refuseForeignOrigin(HttpServerExchange exchange) {
        String origin = exchange.getRequestHeaders().getFirst(Headers.ORIGIN);
        if (origin == null) {
            return;
        }
        String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
        String expected = exchange.getRequestScheme() + "://" + host;
        if (!origin.equalsIgnoreCase(expected)) {
            throw Problem.forbidden(
                    "the request comes from a page of " + origin, "send it without Origin, or from here");
        }
    }

    private static byte[] body(HttpServerExchange exchange) {
        try {
            return exchange.getInputStream().readAllBytes();
        } catch (RequestTooBigException e) {
            LOG.debug("event=request_too_big", e);
            throw Problem.tooLarge(
                    null,
                    "the body is larger than " + exchange.getMaxEntitySize() + " bytes",
                    "ask for less in one request");
        } catch (IOException e) {
            throw Problem.badRequest(null, "the body ended early: " + e.getMessage(), "send it again");
        }
    }

    private void unknown(HttpServerExchange exchange) {
        String path = exchange.getRelativePath();
        TreeSet<String> allowed = new TreeSet<>();
        methods.forEach((template, possible) -> {
            if (path.matches(template.replaceAll("\\{\\w+}", "[^/]+"))) {
                allowed.addAll(possible);
            }
        });
        if (allowed.isEmpty()) {
            send(exchange, Answer.of(Problem.notFound("nothing is at " + path, "there are: " + methods.keySet())));
            return;
        }
        String methodsText = String.join(", ", allowed);
        exchange.getResponseHeaders().put(Headers.ALLOW, methodsText);
        send(
                exchange,
                Answer.of(Problem.methodNotAllowed(
                        exchange.getRequestMethod() + " is not for " + path, "use " + methodsText)));
    }

    private static void send(HttpServerExchange exchange, Answer answer) {
        exchange.setStatusCode(answer.status());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, answer.contentType());
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
        exchange.getResponseSender().send(ByteBuffer.wrap(answer.body()));
    }
}
