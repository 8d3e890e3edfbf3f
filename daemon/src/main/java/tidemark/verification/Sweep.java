package tidemark.verification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.change.Key;
import tidemark.lifecycle.Backoff;
import tidemark.lifecycle.Refusal;
import tidemark.lifecycle.Unavailable;
import tidemark.state.StateLost;
import tidemark.state.StateStore;

/**
 * Verification in the background: every type is swept once within the interval, slowly, and what has drifted is mended. A thread of
 * its own, which works only where this process leads; a sweep that a restart cut short goes on at its cursor.
 */
public final class Sweep implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
    private static final int LOGGED = 20;
    private static final double SLOWEST = 50;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Backoff AWAY = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    /**
     * How.
     *
     * @param every each type once within this
     * @param perSecond documents a second at most
     */
    public record Options(Duration every, int perSecond) {}

    /** What may be compared now. */
    public interface Subjects {
        /** Names of the types. */
        List<String> types();

        /** The live index of a type, ready to be compared; empty while it is not true, or there is none. */
        Optional<Subject> find(String type);

        /** Whether this is still the live index of a type, and true. */
        boolean serves(String type, String index);
    }

    /** An index and what compares it. */
    public record Subject(String index, Verifier verifier) {}

    private final Subjects subjects;
    private final SweepMemory memory;
    private final Options options;
    private final BooleanSupplier leads;
    private final Clock clock;
    private final Consumer<Throwable> fatal;
    private final CountDownLatch stop;
    private final Map<String, ObjectNode> shown = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::loop, "tidemark-verify");

    /**
     * A sweep.
     *
     * @param store keeps one object for each type, {@code verification-<type>}
     * @param stop ends it, and whatever its subjects wait for
     * @param fatal told of an {@link Error}
     */
    public Sweep(
            Subjects subjects,
            StateStore store,
            Options options,
            BooleanSupplier leads,
            Clock clock,
            CountDownLatch stop,
            Consumer<Throwable> fatal) {
        this.subjects = subjects;
        this.memory = new SweepMemory(store);
        this.options = options;
        this.leads = leads;
        this.clock = clock;
        this.stop = stop;
        this.fatal = fatal;
    }

    /** Starts the thread, unless it is off. */
    public void start() {
        if (!options.every().isZero()) {
            thread.start();
        }
    }

    /** What {@code GET /_indexer/verification} answers. Any thread. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("every_seconds", options.every().toSeconds())
                .put("documents_per_second", options.perSecond());
        ObjectNode types = json.putObject("types");
        for (String type : subjects.types()) {
            ObjectNode one = shown.get(type);
            types.set(
                    type,
                    one == null ? JsonNodeFactory.instance.objectNode().put("status", "waiting") : one.deepCopy());
        }
        return json;
    }

    private void loop() {
        int failures = 0;
        try {
            while (!pause(failures == 0 ? LOOK_AGAIN : AWAY.after(failures, RandomGenerator.getDefault()))) {
                try {
                    if (leads.getAsBoolean()) {
                        sweepWhatIsDue();
                    }
                    failures = 0;
                } catch (Unavailable | StateLost e) {
                    failures++;
                    LOG.info("event=verification_waits failures={} message=\"{}\"", failures, e.getMessage());
                } catch (Refusal e) {
                    failures++;
                    LOG.warn("event=verification_refused message=\"{}\" hint=\"{}\"", e.getMessage(), e.hint());
                } catch (RuntimeException e) {
                    failures++;
                    LOG.error("event=verification_failed runbook=ops/runbook.md#drift", e);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("event=verification_interrupted");
            Thread.currentThread().interrupt();
        } catch (Error e) {
            fatal.accept(e);
            throw e;
        }
    }

    private boolean pause(Duration time) throws InterruptedException {
        return stop.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void sweepWhatIsDue() throws InterruptedException {
        for (String type : subjects.types()) {
            ObjectNode before = memory.read(type).orElseGet(JsonNodeFactory.instance::objectNode);
            shown.put(type, before.deepCopy());
            if (due(before) && leads.getAsBoolean()) {
                Optional<Subject> subject = subjects.find(type);
                if (subject.isPresent()) {
                    new Turn(type, subject.get(), before).run();
                }
            }
        }
    }

    /** A type that was never swept is due at once. */
    private boolean due(ObjectNode before) {
        String completed = before.path("completed_at").asText("");
        return before.path("status").asText().equals("running")
                || completed.isEmpty()
                || !clock.instant().isBefore(Instant.parse(completed).plus(options.every()));
    }

    /** One sweep of one type, begun or gone on with. */
    private final class Turn {
        private final String type;
        private final Subject subject;
        private final ObjectNode json;
        private final Tally tally = new Tally();
        private @Nullable Key cursor;

        Turn(String type, Subject subject, ObjectNode before) {
            this.type = type;
            this.subject = subject;
            boolean goesOn = before.path("status").asText().equals("running")
                    && before.path("index").asText().equals(subject.index());
            this.json = before.deepCopy();
            if (goesOn) {
                tally.read(before);
                cursor = key(before.path("cursor"));
            } else {
                json.put("status", "running")
                        .put("index", subject.index())
                        .put("began_at", clock.instant().toString())
                        .putNull("cursor");
            }
        }

        void run() throws InterruptedException {
            Pace pace = new Pace(rate(), stop);
            put();
            List<Key> keys = subject.verifier().next(cursor, subject.verifier().chunk());
            while (!keys.isEmpty()) {
                subject.verifier().compare(keys, tally);
                cursor = keys.get(keys.size() - 1);
                put();
                pace.counted(keys.size());
                if (!pace.await() || !stillMine()) {
                    return;
                }
                keys = subject.verifier().next(cursor, subject.verifier().chunk());
            }
            if (subject.verifier().extras(tally, pace) && stillMine()) {
                completed();
            }
        }

        /** So that a sweep takes about half of the interval, within bounds. */
        private double rate() {
            double needed = subject.verifier().estimate()
                    / Math.max(1.0, options.every().toSeconds() / 2.0);
            if (needed > options.perSecond()) {
                LOG.warn(
                        "event=verification_slow type={} needed={} allowed={} "
                                + "message=\"a sweep takes longer than verify.every; raise verify.documents_per_second\"",
                        type,
                        Math.round(needed),
                        options.perSecond());
            }
            return Math.min(options.perSecond(), Math.max(SLOWEST, needed));
        }

        /** A rebuild may have taken the alias over, and another daemon the lead. */
        private boolean stillMine() {
            return leads.getAsBoolean() && subjects.serves(type, subject.index());
        }

        private void put() {
            tally.write(json);
            json.set("cursor", array(cursor));
            memory.write(type, json);
            shown.put(type, json.deepCopy());
        }

        private void completed() {
            json.put("status", "completed").put("completed_at", clock.instant().toString());
            json.put("sweeps", json.path("sweeps").asLong() + 1)
                    .put("drift_total", json.path("drift_total").asLong() + tally.drifted());
            cursor = null;
            put();
            tally.drifts().stream()
                    .limit(LOGGED)
                    .forEach(drift -> LOG.error(
                            "event=drift type={} kind={} path={} runbook=ops/runbook.md#drift",
                            type,
                            drift.kind(),
                            drift.difference().map(Difference::path).orElse("")));
            LOG.info(
                    "event=verified type={} checked={} drifted={} repaired={}",
                    type,
                    tally.checked,
                    tally.drifted(),
                    tally.repaired);
        }
    }

    private static @Nullable JsonNode array(@Nullable Key key) {
        if (key == null) {
            return null;
        }
        var array = JsonNodeFactory.instance.arrayNode();
        key.values().forEach(array::add);
        return array;
    }

    private static @Nullable Key key(JsonNode cursor) {
        List<String> values = new ArrayList<>();
        cursor.forEach(value -> values.add(value.asText()));
        return values.isEmpty() ? null : new Key(values);
    }

    /** Ends the thread; waits for the chunk that it is at, for some seconds. */
    @Override
    public void close() throws InterruptedException {
        stop.countDown();
        if (thread.isAlive()) {
            thread.join(Duration.ofSeconds(5).toMillis());
            thread.interrupt();
        }
    }
}
