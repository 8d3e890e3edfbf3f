package tidemark.rebuild;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.delivery.Delivery;
import tidemark.document.KeyScan;
import tidemark.lifecycle.Unavailable;
import tidemark.plan.DocumentPlan;
import tidemark.rebuild.Cuts.Cut;
import tidemark.rebuild.Cuts.Filled;
import tidemark.snapshot.SharedSnapshot;
import tidemark.snapshot.Snapshots;
import tidemark.state.Job;
import tidemark.state.StateLost;

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
     * @param ended called by each thread of an attempt as it ends
     * @param fatal told of an {@link Error}
     */
    record Tools(
            Snapshots snapshots,
            Delivery delivery,
            JobBook jobs,
            RebuildOptions options,
            Clock clock,
            Runnable ended,
            Consumer<Throwable> fatal) {}

    private final Tools tools;
    private final String job;
    private final DocumentPlan plan;
    private final long generation;
    private final String index;
    private final KeyScan scan;
    private final Cuts cuts;
    private final CountDownLatch running;
    private final CountDownLatch abandoned = new CountDownLatch(1);
    private final long started = System.nanoTime();
    private final long before;
    private long processed;
    private volatile @Nullable RuntimeException failure;

    /**
     * An attempt.
     *
     * @param sealed whether the index was filled by an earlier one
     */
    Attempt(Tools tools, Job job, DocumentPlan plan, boolean sealed) {
        this.tools = tools;
        this.job = job.id();
        this.plan = plan;
        this.generation = job.generation();
        this.index = Objects.requireNonNull(job.dest(), "a claimed job has an index");
        this.scan = new KeyScan(plan);
        this.cuts = new Cuts(job.cursor(), tools.options().chunkDocuments(), sealed);
        this.running = new CountDownLatch(tools.options().workers());
        this.before = job.processed();
        this.processed = job.processed();
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
        for (int i = 0; i < tools.options().workers(); i++) {
            pool.execute(this::work);
        }
    }

    /** No further chunk is begun; chunks under way end by themselves. */
    void abandon() {
        abandoned.countDown();
    }

    boolean awaitEnd(long nanos) throws InterruptedException {
        return running.await(nanos, TimeUnit.NANOSECONDS);
    }

    boolean ended() {
        return running.getCount() == 0;
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
            while (more && !isAbandoned() && failure == null) {
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
            LOG.error("event=job_failed job={} runbook=ops/runbook.md#job-failed", job, e);
            failure = e;
        } catch (Error e) {
            tools.fatal().accept(e);
            throw e;
        } finally {
            running.countDown();
            tools.ended().run();
        }
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
        try {
            Chunk chunk;
            Chunk.Read read;
            try (SharedSnapshot snapshot = tools.snapshots().open(plan.tables(), 0)) {
                cut = cuts.take((after, limit) -> scan.next(snapshot.connection(), after, limit));
                if (cut.keys().isEmpty()) {
                    cuts.drain(this::progress);
                    return false;
                }
                chunk = new Chunk(plan, cut.keys(), generation, index);
                read = chunk.read(snapshot, tools.options().sharedBytes());
            }
            chunk.write(
                    read,
                    tools.delivery(),
                    System.nanoTime() + tools.options().chunkDeadline().toNanos());
            settled = true;
            cuts.filled(new Filled(cut, new ArrayList<>(read.failed())), this::progress);
            return true;
        } finally {
            if (cut != null && !cut.keys().isEmpty() && !settled) {
                cuts.giveBack(cut);
            }
        }
    }

    /** The failed items are in the same object as the cursor: it never moves past one that is not listed. */
    private void progress(Filled filled) {
        long reached = processed + filled.cut().keys().size();
        double perSecond = (reached - before) / Math.max(1e-9, (System.nanoTime() - started) / 1e9);
        Job changed = tools.jobs().change(job, current -> {
            if (filled.cut().last().equals(current.cursor())) {
                return current; // An earlier try was carried out, and its answer lost.
            }
            if (isAbandoned() || !fills(current)) {
                throw new StateLost("another attempt has it: " + current);
            }
            return current.withFailedItems(filled.failed(), tools.clock().instant())
                    .progressed(
                            filled.cut().last(),
                            reached,
                            perSecond,
                            tools.clock().instant());
        });
        processed = reached;
        if (changed.failedItems() > changed.failuresLimit()) {
            throw new IllegalStateException(
                    changed.failedItems() + " documents failed, more than the limit of " + changed.failuresLimit());
        }
    }
}
