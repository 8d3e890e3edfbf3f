package tidemark.cycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.audit.Rules;
import tidemark.index.Documents;
import tidemark.index.Documents.Hit;
import tidemark.lifecycle.Backoff;
import tidemark.lifecycle.Unavailable;

/**
 * Audits documents that are searchable without: those of a cycle of two passes, those of a process that ended between them, and all of
 * a type whose rules were changed. A thread of its own, which works only where this process leads, and holds up no cycle. Why it is
 * right is in the description of {@code tidemark.audit}.
 */
public final class SecondPass implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SecondPass.class);
    private static final int MOST_NOTED = 10_000;
    private static final int FIRST_PAGE = 10;
    private static final int PAGE = 200;

    /** Bytes of documents that are held at a time, about; a single larger document is held all the same. */
    private static final long HELD_BYTES = 4 << 20;

    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    /** While another process leads, or something is left of what cycles overtook. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Duration STOP = Duration.ofSeconds(10);
    private static final Backoff AWAY = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final Types types;
    private final Documents documents;
    private final StatusBoard board;
    private final boolean second;
    private final BooleanSupplier leads;
    private final Runnable handOn;
    private final Clock clock;
    private final Consumer<Throwable> fatal;
    private final Semaphore woken = new Semaphore(1);
    private final Thread thread = new Thread(this::loop, "tidemark-audit");
    private volatile boolean stopped;

    /** What was audited and not yet handed on, by type: ids, or the one that stands for all. */
    private final Map<String, Set<String>> written = new ConcurrentHashMap<>();

    /** Types that nobody audits any more, of which no document is left with an audit. */
    private final Set<String> cleared = new HashSet<>();

    /**
     * A second pass.
     *
     * @param second whether cycles leave audits to it; otherwise it only follows changed rules
     * @param leads only a leader writes
     * @param handOn told when there is something to {@link #drain}
     * @param fatal told of an {@link Error}
     */
    public SecondPass(
            Types types,
            Documents documents,
            StatusBoard board,
            boolean second,
            BooleanSupplier leads,
            Runnable handOn,
            Clock clock,
            Consumer<Throwable> fatal) {
        this.types = types;
        this.documents = documents;
        this.board = board;
        this.second = second;
        this.leads = leads;
        this.handOn = handOn;
        this.clock = clock;
        this.fatal = fatal;
    }

    /** Begins. */
    public void start() {
        thread.start();
    }

    /** Documents that were audited since the last call, as followers know them. Any thread. */
    public List<String> drain() {
        List<String> drained = new ArrayList<>();
        for (String type : types.names()) {
            Set<String> ids = written.remove(type);
            if (ids != null) {
                ids.forEach(id -> drained.add(type + ":" + id));
            }
        }
        return drained;
    }

    private void note(String type, List<Hit> hits) {
        written.compute(type, (any, before) -> {
            Set<String> ids = before == null ? new LinkedHashSet<>() : new LinkedHashSet<>(before);
            hits.forEach(hit -> ids.add(hit.document().id()));
            return ids.size() > MOST_NOTED || ids.contains(Staging.ALL) ? Set.of(Staging.ALL) : ids;
        });
    }

    /** Documents were written. Any thread. */
    public void wake() {
        if (second) {
            woken.release();
        }
    }

    private void loop() {
        int failures = 0;
        try {
            while (!stopped) {
                try {
                    boolean rest = leads.getAsBoolean() && round();
                    failures = 0;
                    pause(rest ? LOOK_AGAIN : SOON);
                } catch (Unavailable e) {
                    failures++;
                    LOG.info("event=audits_wait failures={} message=\"{}\"", failures, e.getMessage());
                    rest(AWAY.after(failures, RandomGenerator.getDefault()));
                } catch (RuntimeException e) {
                    failures++;
                    LOG.error("event=audits_failed runbook=ops/runbook.md#audits", e);
                    board.error("auditing failed: " + e, "documents keep earlier audits; see the log");
                    rest(AWAY.after(failures, RandomGenerator.getDefault()));
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("event=audits_interrupted");
            Thread.currentThread().interrupt();
        } catch (Error e) {
            fatal.accept(e);
            throw e;
        }
    }

    /** After a failure: documents that are written meanwhile are no reason to try sooner. */
    private void rest(Duration time) throws InterruptedException {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !stopped; left = until - System.nanoTime()) {
            pause(Duration.ofNanos(left));
        }
    }

    private void pause(Duration time) throws InterruptedException {
        if (woken.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS)) {
            woken.drainPermits();
        }
    }

    /** Audits everything that is owed now; false if something is left of it. */
    private boolean round() {
        Instant began = clock.instant();
        ObjectNode owed = JsonNodeFactory.instance.objectNode();
        for (String type : types.names()) {
            if (!types.rules(type).isEmpty() || !cleared.contains(type)) {
                documents.refresh(types.alias(type));
                owed.put(type, documents.count(types.alias(type), owing(types.rules(type), Set.of())));
            }
        }
        board.owed(owed);
        boolean all = true;
        for (String type : types.names()) {
            if (owed.path(type).asLong() > 0) {
                all &= audit(type, owed);
            } else if (types.rules(type).isEmpty()) {
                cleared.add(type);
            }
        }
        if (all && second && !stopped) {
            board.audited(began);
        }
        return all;
    }

    /** Returns whether nothing is left of what was owed. */
    private boolean audit(String type, ObjectNode owed) {
        long start = System.nanoTime();
        String alias = types.alias(type);
        Rules rules = types.rules(type);
        // What is refused is asked for again in the next round, so that it is in nobody's way.
        Set<String> refused = new LinkedHashSet<>();
        long done = 0;
        boolean further = true;
        List<Hit> hits = documents.search(alias, owing(rules, refused), FIRST_PAGE);
        while (!hits.isEmpty() && further && !stopped && leads.getAsBoolean()) {
            int page = page(hits);
            Documents.Replaced now = documents.replace(audited(rules, hits));
            done += now.written();
            if (now.written() > 0) {
                note(type, hits);
            }
            boolean fewer = refused.addAll(now.refused());
            further = now.written() > 0 || fewer;
            ObjectNode shown = owed.put(type, Math.max(0, owed.path(type).asLong() - now.written()));
            board.owed(shown.deepCopy());
            documents.refresh(alias);
            hits = documents.search(alias, owing(rules, refused), page);
        }
        if (done > 0) {
            handOn.run();
        }
        LOG.info(
                "event=audited type={} documents={} refused={} left={} rules={} ms={}",
                type,
                done,
                refused.size(),
                !hits.isEmpty(),
                rules.hash(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        // What is left of a page that was overtaken by cycles is owed again.
        return hits.isEmpty();
    }

    /** As many documents at a time as fit, by the size of the last. */
    private static int page(List<Hit> hits) {
        long bytes = hits.stream()
                .mapToLong(hit -> hit.document().source().toString().length())
                .sum();
        long fits = HELD_BYTES / Math.max(1, bytes / hits.size());
        // The next ones may be larger than these.
        return (int) Math.max(1, Math.min(Math.min(PAGE, 2L * hits.size()), fits));
    }

    private static List<Hit> audited(Rules rules, List<Hit> hits) {
        List<Hit> audited = new ArrayList<>(hits.size());
        for (Hit hit : hits) {
            Documents.Found found = hit.document();
            ObjectNode source = found.source().deepCopy();
            source.remove(List.of(Rules.AUDIT, Rules.STALE));
            ObjectNode own = source.withObject("/_tidemark");
            if (rules.isEmpty()) {
                own.remove("rules");
            } else {
                own.put("rules", rules.hash());
                source.set(Rules.AUDIT, rules.audit(found.id(), source));
            }
            audited.add(new Hit(hit.index(), new Documents.Found(found.id(), source, found.seqNo(), found.term())));
        }
        return audited;
    }

    /** Documents that were not audited by these rules; without rules, those that were audited by some. */
    private static JsonNode owing(Rules rules, Set<String> without) {
        ObjectNode query = JsonNodeFactory.instance.objectNode();
        ObjectNode bool = query.putObject("bool");
        ArrayNode not = bool.putArray("must_not");
        if (rules.isEmpty()) {
            bool.putObject("filter").putObject("exists").put("field", "_tidemark.rules");
        } else {
            not.addObject().putObject("term").put("_tidemark.rules", rules.hash());
        }
        without.forEach(not.addObject().putObject("ids").putArray("values")::add);
        return query;
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        woken.release();
        thread.join(STOP.toMillis());
        if (thread.isAlive()) {
            thread.interrupt();
        }
    }
}
