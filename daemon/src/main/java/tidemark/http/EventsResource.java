package tidemark.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.sse.ServerSentEventConnection;
import io.undertow.server.handlers.sse.ServerSentEventHandler;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /_indexer/events}: server-sent events. {@code overview} holds what {@link Overview} shows, once at the beginning and
 * whenever it has changed; {@code pulse} follows every second, so silence means that something is wrong. The overview is made once
 * for all who listen, and not at all while nobody does. {@code GET /_indexer/overview} answers both once, for who cannot listen.
 */
public final class EventsResource extends Resource implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventsResource.class);

    /**
     * How much and how often.
     *
     * @param look between two looks at what changed
     * @param pulse between two pulses
     * @param patience how long one event may be on its way to a listener
     * @param listeners how many at once
     */
    record Pace(Duration look, Duration pulse, Duration patience, int listeners) {
        static final Pace USUAL = new Pace(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(15), 32);
    }

    private record Shown(long number, String json) {}

    private final Overview overview;
    private final Pace pace;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService looker = thread("tidemark-overview");
    private final ScheduledExecutorService sender = thread("tidemark-events");
    private volatile Shown shown = new Shown(0, "");

    /** Shows this. */
    public EventsResource(Overview overview) {
        this(overview, Pace.USUAL);
    }

    EventsResource(Overview overview, Pace pace) {
        this.overview = overview;
        this.pace = pace;
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, name));
    }

    /** Begins to look. What is slow to look at delays no pulse: each has its thread. */
    public void start() {
        every(pace.look(), looker, this::look);
        every(pace.pulse(), sender, () -> tell(true));
    }

    private static void every(Duration time, ScheduledExecutorService on, Runnable task) {
        // A task that throws would not be run again.
        Runnable kept = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("event=events_failed", e);
            }
        };
        var unused = on.scheduleWithFixedDelay(kept, time.toMillis(), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    void addTo(Router router) {
        router.stream("/_indexer/events", exchange -> listen(exchange, () -> router.mayRead(exchange)));
        router.get("/_indexer/overview", exchange -> Answer.ok(overview.pulse().setAll(overview.parts())));
    }

    private void listen(HttpServerExchange exchange, BooleanSupplier mayRead) throws Exception {
        if (listeners.size() >= pace.listeners()) {
            throw Problem.unavailable(
                    pace.listeners() + " listen already", "ask GET /_indexer/overview every few seconds instead");
        }
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
        // Else nginx collects what should pass.
        exchange.getResponseHeaders().put(HttpString.tryFromString("X-Accel-Buffering"), "no");
        new ServerSentEventHandler((connection, id) -> joined(connection, mayRead)).handleRequest(exchange);
    }

    private void joined(ServerSentEventConnection connection, BooleanSupplier mayRead) {
        Listener listener = new Listener(connection, pace.patience(), mayRead);
        connection.addCloseTask(closed -> listeners.remove(listener));
        if (listeners.size() >= pace.listeners()) {
            listener.drop();
            return;
        }
        listeners.add(listener);
        looker.execute(this::look);
    }

    /** How many listen. */
    int listening() {
        return listeners.size();
    }

    private void look() {
        if (listeners.isEmpty()) {
            return;
        }
        String json = overview.parts().toString();
        Shown before = shown;
        if (!json.equals(before.json())) {
            shown = new Shown(before.number() + 1, json);
        }
        sender.execute(() -> tell(false));
    }

    private void tell(boolean pulse) {
        if (listeners.isEmpty()) {
            return;
        }
        Shown now = shown;
        String beat = pulse ? overview.pulse().toString() : null;
        listeners.forEach(listener -> listener.tell(now.number(), now.json(), beat));
    }

    @Override
    public void close() {
        looker.shutdownNow();
        sender.shutdownNow();
        listeners.forEach(Listener::drop);
    }
}
