package tidemark.followup;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.lifecycle.Backoff;
import tidemark.lifecycle.Unavailable;
import tidemark.state.Names;
import tidemark.state.Staged;
import tidemark.state.StateLost;
import tidemark.state.StateResult;
import tidemark.state.StateStore;
import tidemark.state.StateWrite;
import tidemark.state.Versioned;

/** One secondary indexer on a thread of its own, with what it has taken so far. */
final class Follower implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final int RESULTS = 10;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final String title;
    private final SecondaryIndexer indexer;
    private final StateStore store;
    private final Set<String> types;
    private final BooleanSupplier leads;
    private final Backoff backoff;
    private final Clock clock;
    private final Consumer<Throwable> fatal;
    private final Semaphore woken = new Semaphore(0);
    private final Thread thread;
    private final Object lock = new Object();
    private ObjectNode shown;
    private volatile boolean stopped;

    /** Number of the next group that it needs; 0 before that is known. */
    private volatile long next;

    /** Number of the first group that it has not done. */
    private volatile long undone;

    /** What was staged when somebody last looked. */
    private volatile Staged head = Staged.NOTHING;

    Follower(String title, SecondaryIndexer indexer, Set<String> types, Tools tools) {
        this.title = title;
        this.indexer = indexer;
        this.types = Set.copyOf(types);
        this.store = tools.store();
        this.leads = tools.leads();
        this.backoff = tools.backoff();
        this.clock = tools.clock();
        this.fatal = tools.fatal();
        this.thread = new Thread(this::loop, "tidemark-follow-" + title);
        this.shown = JsonNodeFactory.instance.objectNode().put("title", title).put("status", "standing by");
    }

    /**
     * What followers share.
     *
     * @param leads only a leader takes groups
     * @param backoff after a failure
     * @param fatal told of an {@link Error}
     */
    record Tools(StateStore store, BooleanSupplier leads, Backoff backoff, Clock clock, Consumer<Throwable> fatal) {}

    void start() {
        thread.start();
    }

    void wake() {
        woken.release();
    }

    /** This is staged now. */
    void staged(Staged now) {
        head = now;
        wake();
    }

    String title() {
        return title;
    }

    /** Number of the first group that it needs, beside what it takes now. */
    long next() {
        return next;
    }

    /** Its state object, with what it does now and how far it is behind. Any thread. */
    ObjectNode json() {
        ObjectNode json;
        synchronized (lock) {
            json = shown.deepCopy();
        }
        Staged staged = head;
        long from = Math.max(undone, staged.first());
        json.putObject("lag").put("groups", Math.max(0, staged.next() - from)).put("ids", staged.idsFrom(from));
        return json;
    }

    private void show(ObjectNode json) {
        synchronized (lock) {
            shown = json.deepCopy();
        }
    }

    private void loop() {
        int failures = 0;
        try {
            while (!stopped) {
                Duration pause = LOOK_AGAIN;
                try {
                    if (leads.getAsBoolean()) {
                        pause = step() ? Duration.ZERO : LOOK_AGAIN;
                    } else {
                        next = 0;
                        show(json().put("status", "standing by"));
                    }
                    failures = 0;
                } catch (InterruptedException e) {
                    throw e;
                } catch (Unavailable | StateLost e) {
                    failures++;
                    LOG.info(
                            "event=follower_waits title={} failures={} message=\"{}\"",
                            title,
                            failures,
                            e.getMessage());
                    show(json().put("status", "waiting for a server: " + e.getMessage()));
                    pause = backoff.after(failures, RandomGenerator.getDefault());
                } catch (Exception e) {
                    failures++;
                    failed(e, failures);
                    pause = backoff.after(failures, RandomGenerator.getDefault());
                }
                pause(pause, failures > 0);
            }
        } catch (InterruptedException e) {
            LOG.debug("event=follower_interrupted title={}", title);
            Thread.currentThread().interrupt();
        } catch (Error e) {
            fatal.accept(e);
            throw e;
        }
    }

    /** A new group is no reason to try a failed one sooner. */
    private void pause(Duration time, boolean failed) throws InterruptedException {
        long until = System.nanoTime() + time.toNanos();
        while (!stopped && System.nanoTime() < until) {
            boolean called = woken.tryAcquire(Math.max(1, until - System.nanoTime()), TimeUnit.NANOSECONDS);
            woken.drainPermits();
            if (called && !failed) {
                return;
            }
        }
    }

    private void failed(Exception e, int failures) {
        LOG.warn(
                "event=follower_failed title={} failures={} message=\"{}\" runbook=ops/runbook.md#followups",
                title,
                failures,
                e.getMessage() == null ? e : e.getMessage());
        LOG.debug("event=follower_failed_with title={}", title, e);
        ObjectNode json = json();
        json.put("status", "failing").put("failures", failures);
        json.putObject("error")
                .put("error", String.valueOf(e.getMessage() == null ? e : e.getMessage()))
                .put("timestamp", clock.instant().toString());
        show(json);
    }

    /** Takes the next group; false if there is none. */
    private boolean step() throws Exception {
        java.util.Map<String, Versioned> read = store.read(Names.STAGED, title);
        Versioned own = read.get(title);
        Staged staged = Staged.read(body(read.get(Names.STAGED)));
        ObjectNode state = own == null ? fresh() : own.body();
        long number = state.path("next").asLong(-1);
        String epoch = state.path("epoch").asText();
        // It had taken everything before anything was staged.
        boolean same = epoch.equals(staged.epoch()) || epoch.isEmpty();
        Group group = group(staged, same ? number : -1);
        // While it takes everything, what is staged meanwhile has to be kept for it.
        next = group == null ? number : group.number() + (group.number() == number ? 0 : 1);
        ObjectNode json = state.deepCopy().put("status", group == null ? "waiting" : "indexing");
        head = staged;
        undone = same ? number : staged.first();
        show(json);
        if (group == null) {
            return false;
        }
        Instant began = clock.instant();
        indexer.index(group);
        ObjectNode after = taken(state, group, began).put("epoch", staged.epoch());
        StateResult result = store.write(StateWrite.put(title, own, after));
        if (!(result instanceof StateResult.Done)) {
            throw new StateLost("the state of " + title + " was changed by somebody else");
        }
        next = after.path("next").asLong();
        undone = next;
        show(after);
        LOG.debug("event=group_taken title={} group={} ids={}", title, group.number(), group.size());
        return true;
    }

    private static @Nullable ObjectNode body(@Nullable Versioned versioned) {
        return versioned == null ? null : versioned.body();
    }

    private ObjectNode fresh() {
        ObjectNode state =
                JsonNodeFactory.instance.objectNode().put("title", title).put("cycles", 0);
        state.putArray("results");
        return state;
    }

    /** Everything where groups were missed, or it is new; null where there is nothing. A whole one counts as all that is staged so far. */
    private @Nullable Group group(Staged staged, long number) {
        if (number < staged.first() || number > staged.next()) {
            LOG.info("event=follower_takes_everything title={} next={} first={}", title, number, staged.first());
            return Group.everything(staged.next() - 1, types);
        }
        if (number == staged.next()) {
            return null;
        }
        String name = Staged.name(number);
        Versioned found = store.read(name).get(name);
        return found == null ? Group.everything(staged.next() - 1, types) : Group.read(number, found.body());
    }

    private ObjectNode taken(ObjectNode state, Group group, Instant began) {
        Duration took = Duration.between(began, clock.instant());
        ObjectNode after = state.deepCopy();
        after.put("status", "waiting")
                .put("timestamp", clock.instant().toString())
                .put("next", group.number() + 1)
                .put("cycles", state.path("cycles").asLong() + 1);
        after.remove(java.util.List.of("error", "failures", "lag"));
        ObjectNode result = JsonNodeFactory.instance
                .objectNode()
                .put("timestamp", began.toString())
                .put("group", group.number())
                .put("xmin", group.xmin())
                .put("ids", group.size())
                .put("cycle_took_seconds", took.toNanos() / 1e9);
        group.all().stream().sorted().forEach(result.putArray("all")::add);
        ArrayNode results = after.putArray("results");
        results.add(result);
        state.path("results").forEach(earlier -> {
            if (results.size() < RESULTS) {
                results.add(earlier);
            }
        });
        return after;
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        // A group that is under way is taken again by whoever leads next.
        thread.interrupt();
        thread.join(STOP.toMillis());
        indexer.close();
    }
}
