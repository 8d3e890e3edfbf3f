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
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import tidemark.access.Scope;
import tidemark.lifecycle.Refusal;
import tidemark.lifecycle.SchemaChanged;
import tidemark.lifecycle.Unavailable;

/**
 * Which call answers which path, and what all calls have in common: each needs a scope, they run on worker threads, bodies are JSON
 * and bounded, and whatever goes wrong is answered as JSON. Nothing that a client sends goes further than its own answer.
 *
 * <p>A worker is taken only when the whole request is there and its caller was let through: who is slow or unknown holds a
 * connection, and nothing else.
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

    /** Longest path with its query. */
    static final int LONGEST_URL = 4_096;

    /** Requests that wait for a worker, at most. */
    static final int MOST_WAITING = 128;

    private static final Duration BODY = Duration.ofSeconds(20);
    private static final Duration SENDING = Duration.ofSeconds(60);
    private static final Set<HttpString> METHODS = Set.of(Methods.GET, Methods.HEAD, Methods.POST, Methods.DELETE);

    /**
     * What a call needs.
     *
     * @param path with {@code {parameters}}
     * @param scope of its caller; null for anybody
     */
    record Route(String method, String path, @Nullable Scope scope) {

        @Override
        public String toString() {
            return method + " " + path + " " + (scope == null ? "anybody" : scope.word());
        }
    }

    private final RoutingHandler routes = Handlers.routing();
    private final Map<String, TreeSet<String>> methods = new TreeMap<>();
    private final List<Route> all = new ArrayList<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Doorkeeper doorkeeper;
    private final BrowserRules browsers;
    private final Operations operations;

    Router(Doorkeeper doorkeeper, BrowserRules browsers, Operations operations) {
        this.doorkeeper = doorkeeper;
        this.browsers = browsers;
        this.operations = operations;
        routes.setFallbackHandler(guarded(Scope.READ, exchange -> unknown(exchange)));
        routes.setInvalidMethodHandler(guarded(Scope.READ, exchange -> unknown(exchange)));
    }

    /** Looks at something: needs {@link Scope#READ}. */
    void get(String path, Read call) {
        HttpHandler handler = exchange -> run(exchange, () -> call.answer(exchange));
        add(Methods.GET, path, handler);
        add(Methods.HEAD, path, handler);
    }

    /**
     * For anybody who reaches the address, without token: probes, and files of ours that hold nothing of anybody's. Answered on
     * the thread that reads, so that it is answered when all workers wait for something: it must return at once.
     */
    void open(String path, Read call) {
        HttpHandler handler =
                exchange -> finish(exchange, () -> CompletableFuture.completedStage(call.answer(exchange)));
        add(Methods.GET, path, null, handler);
        add(Methods.HEAD, path, null, handler);
    }

    /** Whether the caller of an {@link #open} call may see what others may not. */
    boolean mayRead(HttpServerExchange exchange) {
        return doorkeeper.may(exchange, Scope.READ);
    }

    void getLater(String path, Later call) {
        add(Methods.GET, path, exchange -> runLater(exchange, () -> call.answer(exchange)));
    }

    /** Looks at something, and goes on doing so: the handler sends it. Needs {@link Scope#READ}. */
    void stream(String path, HttpHandler call) {
        add(Methods.GET, path, call);
    }

    /** Changes something: needs {@link Scope#OPERATE}. */
    void post(String path, Write call) {
        add(
                Methods.POST,
                path,
                withBody((exchange, body) -> CompletableFuture.completedStage(call.answer(exchange, body))));
    }

    /** Has a body, and changes nothing all the same: needs {@link Scope#READ}. Answered later. */
    void search(String path, WriteLater call) {
        add(Methods.POST, path, Scope.READ, withBody(call));
    }

    private HttpHandler withBody(WriteLater call) {
        return exchange -> {
            BrowserRules.refuseForeignOrigin(exchange);
            refuseOtherContent(exchange);
            receive(exchange, bytes -> runLater(exchange, () -> call.answer(exchange, Json.object(bytes))));
        };
    }

    /** Changes something: needs {@link Scope#OPERATE}. */
    void delete(String path, Read call) {
        add(Methods.DELETE, path, exchange -> {
            BrowserRules.refuseForeignOrigin(exchange);
            run(exchange, () -> call.answer(exchange));
        });
    }

    /** A route with the scope of its method: who looks reads, everybody else operates. */
    private void add(HttpString method, String path, HttpHandler handler) {
        boolean looks = method.equals(Methods.GET) || method.equals(Methods.HEAD);
        add(method, path, looks ? Scope.READ : Scope.OPERATE, handler);
    }

    private void add(HttpString method, String path, @Nullable Scope scope, HttpHandler handler) {
        routes.add(method, path, guarded(scope, handler));
        methods.computeIfAbsent(path, any -> new TreeSet<>()).add(method.toString());
        all.add(new Route(method.toString(), path, scope));
    }

    /** What each call needs of its caller. */
    List<Route> routes() {
        return List.copyOf(all);
    }

    private HttpHandler guarded(@Nullable Scope scope, HttpHandler handler) {
        return exchange -> answering(exchange, () -> {
            if (scope != null) {
                doorkeeper.require(exchange, scope);
            }
            handler.handleRequest(exchange);
        });
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void answering(HttpServerExchange exchange, Step step) throws Exception {
        try {
            step.run();
        } catch (RuntimeException e) {
            send(exchange, Answer.of(problem(exchange, e)));
        }
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        operations.watch(exchange);
        BrowserRules.harden(exchange);
        answering(exchange, () -> {
            refuseOtherMethods(exchange);
            if (exchange.getRequestURI().length() + exchange.getQueryString().length() > LONGEST_URL) {
                throw Denied.TOO_LONG.of(
                        exchange,
                        Problem.tooLong("the address is longer than " + LONGEST_URL, "ask for less in one request"));
            }
            browsers.refuseForeignHost(exchange);
            BrowserRules.refuseForeignEmbedding(exchange);
            route(exchange);
        });
    }

    private static void refuseOtherMethods(HttpServerExchange exchange) {
        if (!METHODS.contains(exchange.getRequestMethod())) {
            exchange.getResponseHeaders().put(Headers.ALLOW, "GET, HEAD, POST, DELETE");
            throw Denied.METHOD.of(
                    exchange,
                    Problem.methodNotAllowed(
                            Operations.plain(exchange.getRequestMethod().toString()) + " is for nothing here",
                            "use GET, HEAD, POST or DELETE"));
        }
    }

    private void route(HttpServerExchange exchange) throws Exception {
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
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
            send(exchange, Answer.of(Denied.BUSY.of(exchange, Problem.busy())));
            return;
        }
        exchange.dispatch(() -> {
            waiting.decrementAndGet();
            finish(exchange, step);
        });
    }

    private static void finish(HttpServerExchange exchange, Supplier<CompletionStage<Answer>> step) {
        CompletionStage<Answer> answer;
        try {
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
            return Problem.away(away);
        }
        if (failure instanceof Refusal refusal) {
            LOG.warn("event=request_refused message=\"{}\" hint=\"{}\"", refusal.getMessage(), refusal.hint());
            return Problem.unavailable(String.valueOf(refusal.getMessage()), refusal.hint());
        }
        if (failure instanceof SchemaChanged changed) {
            LOG.warn("event=request_refused message=\"{}\"", changed.getMessage());
            return Problem.unavailable(
                    String.valueOf(changed.getMessage()),
                    "configuration and database no longer fit: tidemark check tells where");
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

    /** Takes the body as it comes, without a thread that waits; who is not done in time loses the connection. */
    private static void receive(HttpServerExchange exchange, Consumer<byte[]> whole) {
        if (exchange.getRequestContentLength() > exchange.getMaxEntitySize()) {
            // The rest is not read.
            exchange.setPersistent(false);
            throw tooLarge(exchange);
        }
        XnioExecutor.Key deadline = closingIn(BODY, exchange);
        exchange.getRequestReceiver()
                .receiveFullBytes(
                        (received, bytes) -> {
                            deadline.remove();
                            whole.accept(bytes);
                        },
                        (broken, failure) -> {
                            deadline.remove();
                            LOG.debug("event=body_not_read", failure);
                            send(
                                    broken,
                                    Answer.of(
                                            failure instanceof RequestTooBigException
                                                    ? tooLarge(broken)
                                                    : Problem.badRequest(
                                                            null,
                                                            "the body ended early: " + failure.getMessage(),
                                                            "send it again")));
                        });
    }

    private static Problem tooLarge(HttpServerExchange exchange) {
        return Problem.tooLarge(
                null,
                "the body is larger than " + exchange.getMaxEntitySize() + " bytes",
                "ask for less in one request");
    }

    private static XnioExecutor.Key closingIn(Duration time, HttpServerExchange exchange) {
        return exchange.getIoThread()
                .executeAfter(
                        () -> IoUtils.safeClose(exchange.getConnection()), time.toMillis(), TimeUnit.MILLISECONDS);
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
        if (exchange.isComplete()) {
            // Undertow itself has ended what sent too much, or went away.
            return;
        }
        exchange.setStatusCode(answer.status());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, answer.contentType());
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
        XnioExecutor.Key deadline = closingIn(SENDING, exchange);
        exchange.addExchangeCompleteListener((done, next) -> {
            deadline.remove();
            next.proceed();
        });
        answer.headers()
                .forEach((name, value) -> exchange.getResponseHeaders().put(HttpString.tryFromString(name), value));
        exchange.getResponseSender().send(ByteBuffer.wrap(answer.body()));
    }
}
