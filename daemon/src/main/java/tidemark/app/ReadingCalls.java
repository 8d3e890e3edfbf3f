package tidemark.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.cycle.Horizon;
import tidemark.http.Problem;
import tidemark.http.Reading;
import tidemark.reading.Explain;
import tidemark.reading.Impact;
import tidemark.reading.IndexingStatus;
import tidemark.reading.Reads;
import tidemark.reading.Waiting;

/** The calls of readers over HTTP, as the daemon's rooms understand them. */
final class ReadingCalls implements Reading {

    private static final Logger LOG = LoggerFactory.getLogger(ReadingCalls.class);

    /** So many are made at a time: each may look through the log for ten seconds, with a worker and a connection in hand. */
    static final int EXPLANATIONS = 2;

    private final Supplier<@Nullable Assembly> running;
    private final Semaphore explaining = new Semaphore(EXPLANATIONS);

    /**
     * What answers them.
     *
     * @param types the names of the configured types
     */
    record Readers(
            List<String> types, IndexingStatus status, Waiting waiting, Reads reads, Explain explain, Impact impact) {}

    ReadingCalls(Supplier<@Nullable Assembly> running) {
        this.running = running;
    }

    private Readers readers() {
        return Shown.connected(running).readers();
    }

    private Readers readers(String type) {
        Readers readers = readers();
        known(readers, type);
        return readers;
    }

    private static void known(Readers readers, String type) {
        if (!readers.types().contains(type)) {
            throw Problem.notFound("there is no type " + type, "there are: " + String.join(", ", readers.types()));
        }
    }

    @Override
    public ObjectNode indexingStatus(@Nullable String type) {
        Readers readers = type == null ? readers() : readers(type);
        ObjectNode status =
                type == null ? readers.status().all() : readers.status().of(type);
        if (status == null) {
            throw Problem.notConnected();
        }
        return status;
    }

    @Override
    public CompletionStage<Waited> waitFor(@Nullable Long xid, List<String> types, Duration timeout) {
        Readers readers = readers();
        types.forEach(type -> known(readers, type));
        return answered(() -> (xid == null
                        ? readers.waiting().everything(types, timeout)
                        : readers.waiting().transaction(xid, timeout))
                .thenApply(waited -> new Waited(waited.searchable(), waited.body())));
    }

    @Override
    public Document document(String type, String id, boolean committed) {
        Reads reads = readers(type).reads();
        Reads.Read read = keyed("id", () -> committed ? reads.committed(type, id) : reads.fromIndex(type, id));
        return new Document(read.found(), read.body());
    }

    @Override
    public CompletionStage<Found> search(String type, ObjectNode body, boolean committed, Duration timeout) {
        Reads reads = readers(type).reads();
        if (!committed) {
            Reads.Searched found = reads.search(type, body);
            return CompletableFuture.completedStage(new Found(null, found.status(), found.answer()));
        }
        return answered(() -> reads.searchCommitted(type, body, timeout)
                .thenApply(found -> new Found(
                        found.waited() != null && !found.waited().searchable()
                                ? found.waited().body()
                                : null,
                        found.status(),
                        found.answer())));
    }

    @Override
    public ObjectNode explain(String type, String id) {
        return explained(() -> {
            Explain explain = readers(type).explain();
            return keyed("id", () -> explain.document(type, id));
        });
    }

    @Override
    public ObjectNode impact(String table, String key) {
        return explained(() -> {
            Impact impact = readers().impact();
            return keyed("table", () -> impact.change(table, key));
        });
    }

    private ObjectNode explained(Supplier<ObjectNode> call) {
        if (!explaining.tryAcquire()) {
            throw Problem.unavailable(
                    EXPLANATIONS + " explanations are being made already", "ask again in some seconds");
        }
        try {
            return call.get();
        } finally {
            explaining.release();
        }
    }

    private static <T> T keyed(String field, Supplier<T> call) {
        try {
            return call.get();
        } catch (IllegalArgumentException e) {
            LOG.debug("event=no_key field={}", field, e);
            throw Problem.badRequest(
                    field,
                    field + ": " + e.getMessage(),
                    "a composite key is the text of a JSON array of texts, such as [\"7\",\"2\"]");
        }
    }

    private static <T> CompletionStage<T> answered(Supplier<CompletionStage<T>> call) {
        CompletionStage<T> stage;
        try {
            stage = call.get();
        } catch (Horizon.Crowded | RejectedExecutionException e) {
            stage = CompletableFuture.failedStage(e);
        }
        return stage.exceptionallyCompose(failure -> CompletableFuture.failedStage(problem(failure)));
    }

    private static Throwable problem(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Horizon.NotLeading) {
            return Problem.unavailable(
                    "another daemon leads, or this one has not looked yet",
                    "ask the one that leads; GET /_indexer tells");
        }
        if (cause instanceof Horizon.Crowded || cause instanceof RejectedExecutionException) {
            return Problem.unavailable("too many readers wait", "ask again later");
        }
        return cause;
    }
}
