package tidemark.rebuild;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.audit.Rules;
import tidemark.change.Key;
import tidemark.change.Witness;
import tidemark.delivery.Delivery;
import tidemark.delivery.Passage;
import tidemark.document.KeyScan;
import tidemark.lifecycle.Unavailable;
import tidemark.plan.DocumentPlan;
import tidemark.rebuild.Cuts.Cut;
import tidemark.rebuild.Cuts.Filled;
import tidemark.snapshot.SharedSnapshot;
import tidemark.snapshot.Snapshots;
import tidemark.state.Job;
import tidemark.state.StateLost;
import tidemark.telemetry.Span;

/**
 * One attempt of a job to fill its index, on threads of its own. A chunk reads its keys and composes them in one snapshot, so
 * chunks need nothing of each other. The job's cursor moves to the end of the last chunk before which every chunk is done. An
 * attempt ends filled, failed, or abandoned; the loop's thread takes it from there.
 */
final class Attempt {

    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    /**
     * What an attempt works with.
     *
     * @param log what chunks see of the change log
     * @param ended called by each thread of an attempt as it ends
     * @param fatal told of an {@link Error}
     * @param observers told what it does
     */
    record Tools(
            Snapshots snapshots,
            Delivery delivery,
            JobBook jobs,
            RebuildOptions options,
            Witnesses.Log log,
            Clock clock,
            Runnable ended,
            Consumer<Throwable> fatal,
            Observers observers) {}

    private final Tools tools;
    private final String job;
    private final DocumentPlan plan;
    private final Rules rules;
    private final long generation;
    private final String index;
    private final KeyScan scan;
    private final Cuts cuts;
    private final Children children;
    private final Witnesses witnesses;
    private final AtomicBoolean sized;
    private final CountDownLatch running;
    private final CountDownLatch abandoned = new CountDownLatch(1);
    private final long started = System.nanoTime();
    private final long before;
    private final Span span;
    private volatile long total;
    private volatile long processed;
    private volatile @Nullable RuntimeException failure;
    private volatile long endedAt = System.nanoTime();

    /**
     * An attempt.
     *
     * @param rules what audits the documents
     * @param sealed whether the index was filled by an earlier one
     * @param span of the attempt, which ends with it
     */
    Attempt(Tools tools, Job job, DocumentPlan plan, Rules rules, boolean sealed, Span span) {
        this.tools = tools;
        this.job = job.id();
        this.plan = plan;
        this.rules = rules;
        this.generation = job.generation();
        this.index = Objects.requireNonNull(job.dest(), "a claimed job has an index");
        this.scan = new KeyScan(plan);
        int limit = tools.options().chunkDocuments();
        this.cuts = new Cuts(job.cursor(), limit, tools.options().maxChildren(), sealed)
                .again(sealed ? List.of() : failedBefore(job));
        this.children = new Children(job.id(), job.type(), limit);
        this.witnesses = new Witnesses(
                tools.log(), Objects.requireNonNull(job.start(), "a claimed job has a start"), job.witnesses());
        this.sized = new AtomicBoolean(job.total() > 0);
        this.running = new CountDownLatch(tools.options().workers());
        this.before = job.processed();
        this.processed = job.processed();
        this.total = job.total();
        this.span = span.with("job_id", job.id()).with("type", job.type()).with("index", index);
    }

    private List<Key> failedBefore(Job job) {
        int columns = plan.root().key().size();
        return job.failed().stream()
                .map(item -> Key.parse(item.path("key").asText(), columns))
                .toList();
    }

    String job() {
        return job;
    }

    String index() {
        return index;
    }

    DocumentPlan plan() {
        return plan;
    }

    void start(ExecutorService pool) {
        tools.jobs().watch(job, children::json);
        for (int i = 0; i < tools.options().workers(); i++) {
            pool.execute(this::work);
        }
    }

    List<ObjectNode> children() {
        return children.json();
    }

    Witnesses witnesses() {
        return witnesses;
    }

    /** No further chunk is begun; chunks under way end by themselves. */
    void abandon() {
        abandoned.countDown();
        cuts.stop();
    }

    /** It is over, whatever became of it, or of its index afterwards. */
    void over() {
        long of = Math.max(total, processed);
        span.with("document_count", of)
                .with("processed", processed)
                .with("progress", of == 0 ? 1.0 : (double) processed / of)
                .close();
    }

    /** What is to be told of it. */
    Span span() {
        return span;
    }

    boolean awaitEnd(long nanos) throws InterruptedException {
        return running.await(nanos, TimeUnit.NANOSECONDS);
    }

    boolean ended() {
        return running.getCount() == 0;
    }

    /** How long ago its last thread ended. */
    Duration sinceEnd() {
        return Duration.ofNanos(System.nanoTime() - endedAt);
    }

    /** Whether every key was filled. */
    boolean filled() {
        return ended() && failure == null && !isAbandoned() && cuts.complete();
    }

    /** Whether this is the job that it was made for, still to be filled by it: it runs, in this index, at this generation. */
    boolean fills(Job current) {
        return current.status() == Job.Status.RUNNING
                && current.generation() == generation
                && index.equals(current.dest());
    }

    /** Why it failed, or null. */
    @Nullable
    RuntimeException failure() {
        return failure;
    }

    boolean isAbandoned() {
        return abandoned.getCount() == 0;
    }

    private void work() {
        try {
            int failures = 0;
            boolean more = true;
            while (more && cuts.awaitRoom()) {
                try {
                    more = next();
                    failures = 0;
                } catch (Unavailable e) {
                    failures++;
                    LOG.warn("event=chunk_retry job={} server={} failures={}", job, e.server(), failures);
                    pause(failures);
                }
            }
        } catch (StateLost e) {
            LOG.info("event=job_taken_away job={} message=\"{}\"", job, e.getMessage());
            abandon();
        } catch (InterruptedException e) {
            abandon();
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            fail(e);
        } catch (Error e) {
            tools.fatal().accept(e);
            throw e;
        } finally {
            endedAt = System.nanoTime();
            running.countDown();
            tools.ended().run();
        }
    }

    private void fail(RuntimeException e) {
        if (isAbandoned()) {
            LOG.info("event=chunk_abandoned job={} message=\"{}\"", job, e.getMessage());
            return;
        }
        LOG.error("event=job_failed job={} runbook=ops/runbook.md#job-failed", job, e);
        failure = e;
        span.failed(e);
        cuts.stop();
    }

    private void pause(int failures) throws InterruptedException {
        long nanos = tools.options()
                .chunkRetry()
                .after(failures, RandomGenerator.getDefault())
                .toNanos();
        if (abandoned.await(nanos, TimeUnit.NANOSECONDS)) {
            LOG.debug("event=pause_ended job={}", job);
        }
    }

    /** One chunk, from its keys to its last answer. Returns whether there may be more. */
    private boolean next() throws InterruptedException {
        Cut cut = null;
        boolean settled = false;
        boolean broken = false;
        Passage passage = null;
        try {
            Chunk chunk;
            Chunk.Read read;
            List<Witness> seen;
            try (SharedSnapshot snapshot = tools.snapshots().open(plan.tables(), 0)) {
                size(snapshot);
                cut = cuts.take((after, limit) -> scan.next(snapshot.connection(), after, limit));
                if (cut.keys().isEmpty()) {
                    cuts.drain(this::progress);
                    checkFailures(tools.jobs().find(job));
                    return false;
                }
                children.begun(cut);
                LOG.debug(
                        "event=chunk job={} number={} keys={}",
                        job,
                        cut.number(),
                        cut.keys().size());
                seen = witnesses.seen(snapshot);
                chunk = new Chunk(plan, rules, cut.keys(), generation, index);
                passage = Passage.begin(
                        tools.observers().documents(), plan.type(), cut.keys().size());
                read = chunk.read(
                        snapshot,
                        tools.options().sharedBytes(),
                        tools.observers().composer(),
                        passage);
            }
            write(chunk, read, passage);
            settled = true;
            cuts.filled(new Filled(cut, new ArrayList<>(read.failed()), seen), this::progress);
            return true;
        } catch (Unavailable e) {
            throw e;
        } catch (RuntimeException e) {
            broken = true;
            throw e;
        } finally {
            if (passage != null) {
                passage.close();
            }
            if (cut != null && !cut.keys().isEmpty() && !settled) {
                children.ended(cut, broken);
                cuts.giveBack(cut);
            }
        }
    }

    private void write(Chunk chunk, Chunk.Read read, Passage passage) throws InterruptedException {
        long deadline = System.nanoTime() + tools.options().chunkDeadline().toNanos();
        try (Span bulk = span.child("bulk")) {
            bulk.with("type", plan.type())
                    .with("index", index)
                    .with("document_count", read.writes().size());
            try {
                chunk.write(read, tools.delivery(), deadline, passage);
            } catch (RuntimeException e) {
                bulk.failed(e);
                throw e;
            }
        }
    }

    /** About how many documents there are, unless the index that serves has told. */
    private void size(SharedSnapshot snapshot) {
        if (sized.compareAndSet(false, true)) {
            long estimate = scan.estimate(snapshot.connection());
            total = estimate;
            tools.jobs().change(job, current -> fills(current) ? current.sized(estimate, now()) : current);
        }
    }

    private Instant now() {
        return tools.clock().instant();
    }

    /** The failed items are in the same object as the cursor: it never moves past one that is not listed. */
    private void progress(Filled filled) {
        Cut cut = filled.cut();
        children.done(cut);
        List<Witness> seen = witnesses.keep(filled.seen());
        long reached = cut.again() ? processed : processed + cut.keys().size();
        double perSecond = (reached - before) / Math.max(1e-9, (System.nanoTime() - started) / 1e9);
        Job changed = tools.jobs().change(job, current -> {
            if (!cut.again() && cut.last().equals(current.cursor())) {
                return current; // An earlier try was carried out, and its answer lost.
            }
            if (isAbandoned() || !fills(current)) {
                throw new StateLost("another attempt has it: " + current);
            }
            Job next = cut.again()
                    ? current.withoutFailedItems(texts(cut.keys()), now())
                    : current.progressed(cut.last(), reached, perSecond, now());
            return next.withFailedItems(filled.failed(), now())
                    .withChildren(children.json())
                    .witnessed(seen);
        });
        processed = reached;
        if (!cut.again()) {
            checkFailures(changed);
        }
    }

    private static Set<String> texts(List<Key> keys) {
        Set<String> texts = new HashSet<>();
        keys.forEach(key -> texts.add(key.text()));
        return texts;
    }

    private static void checkFailures(@Nullable Job current) {
        if (current != null && current.failedItems() > current.failuresLimit()) {
            throw new IllegalStateException(
                    current.failedItems() + " documents failed, more than the limit of " + current.failuresLimit());
        }
    }
}
