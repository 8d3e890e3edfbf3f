package tidemark.cycle;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.change.Key;
import tidemark.lifecycle.Heartbeat;
import tidemark.snapshot.SharedSnapshot;

/**
 * Spreads documents over the thread pool: batches of one type each, a few more in flight than there are workers, so that
 * memory is bounded by {@code (workers + 1) * batch}. The first batch that fails by infrastructure ends the fan-out; the
 * others are waited for, so that no write of this cycle is under way when the caller goes on.
 */
final class FanOut {

    private static final Logger LOG = LoggerFactory.getLogger(FanOut.class);

    private final ExecutorService pool;
    private final BatchWork work;
    private final int workers;
    private final int batchDocuments;
    private final Duration deadline;
    private final Heartbeat heartbeat;

    FanOut(ExecutorService pool, BatchWork work, CycleOptions options, Heartbeat heartbeat) {
        this.pool = pool;
        this.work = work;
        this.workers = options.workers();
        this.batchDocuments = options.batchDocuments();
        this.deadline = options.deliveryDeadline();
        this.heartbeat = heartbeat;
    }

    /** Composes and delivers all, and returns what became of them. */
    Settlement run(SharedSnapshot snapshot, long generation, Map<String, List<Key>> documents, Routes routes)
            throws InterruptedException {
        Deque<Batch> batches = batches(documents);
        boolean single = batches.size() == 1;
        Settlement settlement = new Settlement();
        CompletionService<Settlement> running = new ExecutorCompletionService<>(pool);
        int inFlight = 0;
        try {
            while (!batches.isEmpty() || inFlight > 0) {
                while (!batches.isEmpty() && inFlight <= workers) {
                    Batch batch = batches.removeFirst();
                    long until = System.nanoTime() + deadline.toNanos();
                    running.submit(() -> work.run(snapshot, generation, batch, routes, single, until));
                    inFlight++;
                }
                Future<Settlement> done = running.take();
                heartbeat.progress();
                inFlight--;
                settlement.add(result(done));
            }
        } finally {
            awaitAll(running, inFlight);
        }
        if (!single) {
            work.refresh(routes.live(documents.keySet()));
        }
        return settlement;
    }

    private Deque<Batch> batches(Map<String, List<Key>> documents) {
        Deque<Batch> batches = new ArrayDeque<>();
        documents.forEach((type, keys) -> {
            for (int from = 0; from < keys.size(); from += batchDocuments) {
                batches.add(new Batch(type, keys.subList(from, Math.min(keys.size(), from + batchDocuments))));
            }
        });
        return batches;
    }

    private static Settlement result(Future<Settlement> done) throws InterruptedException {
        try {
            return done.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("a batch failed", e.getCause());
        }
    }

    /** What still runs has the same fate as the first failure: its ids ride again. */
    private void awaitAll(CompletionService<Settlement> running, int inFlight) throws InterruptedException {
        for (int i = 0; i < inFlight; i++) {
            try {
                Future<Settlement> done = running.take();
                heartbeat.progress();
                done.get();
            } catch (ExecutionException e) {
                LOG.debug("event=batch_failed_too", e);
            }
        }
    }

    /** Ids of one type that one worker takes at a time. */
    record Batch(String type, List<Key> keys) {}
}
