package tidemark.app;

import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tidemark.capture.ChangeLog;
import tidemark.cycle.Horizon;
import tidemark.cycle.StatusBoard;
import tidemark.cycle.Types;
import tidemark.index.Documents;
import tidemark.reading.Explain;
import tidemark.reading.Impact;
import tidemark.reading.IndexingStatus;
import tidemark.reading.Knowledge;
import tidemark.reading.Reads;
import tidemark.reading.Waiting;
import tidemark.snapshot.Snapshots;
import tidemark.snapshot.Source;
import tidemark.state.StateStore;
import tidemark.telemetry.Freshness;

/** What answers readers, made of what the rest of the daemon has. */
record ReaderRoom(
        Types types,
        Horizon horizon,
        ChangeLog log,
        Documents documents,
        StateStore store,
        Freshness freshness,
        StatusBoard board) {

    private static final int THREADS = 4;
    private static final int WAITING = Horizon.MOST_WAITING;

    /** As many calls over HTTP may ask the database at the same time, and what keeps the page live. */
    private static final int CALLS = 8 + 2;

    /**
     * Opens no connection yet.
     *
     * @param opened takes what is to be closed
     */
    ReadingCalls.Readers open(Source source, Deque<AutoCloseable> opened) {
        ExecutorService pool = pool();
        opened.push(pool::shutdownNow);
        Snapshots snapshots = new Snapshots(source.named("tidemark reads"), THREADS + CALLS);
        opened.push(snapshots);
        Waiting waiting = new Waiting(types, horizon, snapshots, log, pool, board::pausedBecause);
        Keys keys = new Keys(types, source);
        Reads.Keys read = (type, text) -> keys.read(type, List.of(text)).get(0);
        Knowledge knowledge = new Knowledge(horizon, store);
        return new ReadingCalls.Readers(
                List.copyOf(types.names()),
                new IndexingStatus(
                        types, knowledge, snapshots, log, documents, type -> FreshnessJson.of(freshness.of(type))),
                waiting,
                new Reads(types, horizon, waiting, snapshots, log, documents, read, pool),
                new Explain(types, knowledge, snapshots, log, documents, store, read),
                new Impact(types, snapshots, log, keys::read));
    }

    private static ExecutorService pool() {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                THREADS,
                THREADS,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                work -> new Thread(work, "tidemark-reader-" + number.incrementAndGet()));
    }
}
