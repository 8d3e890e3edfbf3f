package tidemark.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.cycle.Horizon;
import tidemark.elasticsearch.AnswerTooLarge;
import tidemark.http.Problem;
import tidemark.http.Reading;
import tidemark.index.Documents;
import tidemark.index.NoSuchIndex;
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

    /** So many answers of searches are held in memory at a time, each of at most {@link Reads#USUALLY_FOUND}. */
    private static final int SEARCHES = 64;

    /** And so many beside them, each of at most {@link Reads#MOST_FOUND}. */
    private static final int LARGE = 4;

    private final Supplier<@Nullable Assembly> running;
    private final Places explaining =
            new Places(EXPLANATIONS, "explanations are being made", "ask again in some seconds");
    private final Places searching =
            new Places(SEARCHES, "searches are being answered", "ask again, or ask Elasticsearch itself");
    private final Places finding =
            new Places(LARGE, "large searches are being answered", "ask again for less, or ask Elasticsearch itself");

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
        try {
            Reads.Read read = keyed("id", () -> committed ? reads.committed(type, id) : reads.fromIndex(type, id));
            return new Document(read.found(), read.body());
        } catch (NoSuchIndex | Reads.NotComposed e) {
            throw told(e);
        }
    }

    @Override
    public CompletionStage<Search> search(String type, ObjectNode body, boolean committed, Duration timeout) {
        Reads reads = readers(type).reads();
        return answered(() -> committed
                ? reads.caughtUp(type, timeout)
                        .thenApplyAsync(
                                waited -> waited.searchable()
                                        ? searched(reads, type, body, waited.troubled())
                                        : new Late(waited.body()),
                                reads.pool())
                : CompletableFuture.completedStage(searched(reads, type, body, 0)));
    }

    /** An answer holds a place until it has left. One that is large is asked for again, in one of few places. */
    private Found searched(Reads reads, String type, ObjectNode body, int troubled) {
        try {
            return searched(searching.take(), reads, new Asked(type, body, Reads.USUALLY_FOUND), troubled);
        } catch (AnswerTooLarge e) {
            LOG.debug("event=large_search", e);
            return searched(finding.take(), reads, new Asked(type, body, Reads.MOST_FOUND), troubled);
        }
    }

    private record Asked(String type, ObjectNode body, int limit) {}

    private static Found searched(Places.Place place, Reads reads, Asked asked, int troubled) {
        try {
            Documents.Searched found = reads.search(asked.type(), asked.body(), asked.limit());
            return new Found(found.status(), found.answer(), found.reason(), troubled, place::close);
        } catch (RuntimeException e) {
            place.close();
            throw e;
        }
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
        Places.Place place = explaining.take();
        try {
            return call.get();
        } finally {
            place.close();
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
        } catch (Horizon.Crowded | RejectedExecutionException | NoSuchIndex | AnswerTooLarge e) {
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
        return cause instanceof RuntimeException known ? told(known) : cause;
    }

    /** What a reader can understand of it; the rest is the failure itself. */
    private static RuntimeException told(RuntimeException failure) {
        if (failure instanceof NoSuchIndex) {
            return Problem.unavailable(
                    "no index serves this type yet",
                    "a rebuild fills the first; GET /_indexer/jobs tells how far it is");
        }
        if (failure instanceof AnswerTooLarge large) {
            return Problem.tooLarge(
                    null,
                    "the search finds more than " + large.limit() + " bytes",
                    "ask for fewer hits (size) or fields (_source), or ask Elasticsearch itself");
        }
        return failure instanceof Reads.NotComposed
                ? Problem.unprocessable(
                        String.valueOf(failure.getMessage()), "GET /_indexer/explain tells more; mend the row")
                : failure;
    }
}
