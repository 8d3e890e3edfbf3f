package tidemark.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.Handlers;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.server.RoutingHandler;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.lifecycle.Unavailable;

/**
 * Which call answers which path, and what all calls have in common: they run on worker threads, bodies are JSON and bounded,
 * and whatever goes wrong is answered as JSON. Nothing that a client sends goes further than its own answer.
 */
final class Router implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Router.class);
    private static final String JSON = "application/json";

    /** A call without a body. */
    interface Read {
        Answer answer(HttpServerExchange exchange);
    }

    /** A call with one. */
    interface Write {
        Answer answer(HttpServerExchange exchange, ObjectNode body);
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

    void post(String path, Write call) {
        add(
                Methods.POST,
                path,
                exchange -> run(exchange, () -> {
                    refuseForeignOrigin(exchange);
                    String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
                    if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase(JSON)) {
                        throw Problem.mediaType(
                                "Content-Type is " + (type == null ? "missing" : type), "send Content-Type: " + JSON);
                    }
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

    private interface Step {
        Answer run();
    }

    private void run(HttpServerExchange exchange, Step step) {
        exchange.dispatch(() -> {
            Answer answer;
            try {
                exchange.startBlocking();
                answer = step.run();
            } catch (Problem e) {
                answer = Answer.of(e);
            } catch (Unavailable e) {
                answer = Answer.of(Problem.unavailable(
                        e.server() + " is away: " + e.getMessage(), "nothing is lost; ask again when it is back"));
            } catch (RuntimeException e) {
                LOG.error(
                        "event=request_failed method={} path={}",
                        exchange.getRequestMethod(),
                        exchange.getRelativePath(),
                        e);
                answer = Answer.of(Problem.bug());
            }
            send(exchange, answer);
        });
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
        try {
            String text = Json.MAPPER.writeValueAsString(answer.body()) + "\n";
            exchange.setStatusCode(answer.status());
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, JSON);
            exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
            exchange.getResponseSender().send(text, StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a JSON tree can be written", e);
        }
    }
}
