package tidemark.reading;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tidemark.capture.ChangeLog;
import tidemark.change.Change;
import tidemark.change.DocumentId;
import tidemark.change.Key;
import tidemark.change.Snapshot;
import tidemark.change.TableName;
import tidemark.cycle.Horizon;
import tidemark.cycle.Horizon.Reached;
import tidemark.cycle.Types;
import tidemark.invalidation.AffectedDocuments;
import tidemark.invalidation.Invalidation;
import tidemark.snapshot.SharedSnapshot;
import tidemark.snapshot.Snapshots;
import tidemark.state.Target;

/**
 * Waits until what was committed is searchable; the argument is in the package's description. No thread is held while it
 * waits.
 */
public final class Waiting {

    /** More changes of one transaction than these are not followed to their documents one by one. */
    private static final int MOST_CHANGES = 10_000;

    private final Types types;
    private final Horizon horizon;
    private final Snapshots snapshots;
    private final ChangeLog log;
    private final Executor pool;
    private final Supplier<@Nullable String> pausedBecause;
    private final Set<TableName> tables = new HashSet<>();

    /**
     * Over these rooms.
     *
     * @param snapshots of readers
     * @param pool for what asks the database
     * @param pausedBecause why nothing is indexed by the wish of people, or null
     */
    public Waiting(
            Types types,
            Horizon horizon,
            Snapshots snapshots,
            ChangeLog log,
            Executor pool,
            Supplier<@Nullable String> pausedBecause) {
        this.types = types;
        this.horizon = horizon;
        this.snapshots = snapshots;
        this.log = log;
        this.pool = pool;
        this.pausedBecause = pausedBecause;
        types.plans().values().forEach(plan -> tables.addAll(plan.tables()));
    }

    /**
     * How a wait ended.
     *
     * @param searchable whether it is; otherwise the time was up
     * @param body what to tell: when it is searchable {@code {searchable, xid?, snapshot, waited_seconds, troubled?}}, else {@code
     *     {searchable, xid?, state, message, waited_seconds, num_unindexed_ops?, jobs?}}
     */
    public record Waited(boolean searchable, ObjectNode body) {

        /** How many documents of what was waited for could not be indexed, a hundred at most. */
        public int troubled() {
            return body.path("troubled").size();
        }
    }

    /** One wait: until when, and for what. */
    private record Wait(long start, long deadline, @Nullable Long xid) {
        static Wait of(@Nullable Long xid, Duration timeout) {
            long now = System.nanoTime();
            return new Wait(now, now + timeout.toNanos(), xid);
        }

        long left() {
            return Math.max(0, deadline - System.nanoTime());
        }

        ObjectNode body(boolean searchable) {
            ObjectNode json = JsonNodeFactory.instance.objectNode().put("searchable", searchable);
            if (xid != null) {
                json.put("xid", xid);
            }
            return json.put("waited_seconds", (System.nanoTime() - start) / 1e9);
        }
    }

    /**
     * Until a transaction is searchable.
     *
     * @param xid as {@code pg_current_xact_id()} gave it in that transaction
     * @return fails with {@link Horizon.NotLeading}, {@link tidemark.lifecycle.Unavailable}, or where the pool takes no more
     * @throws Horizon.Crowded if too many wait
     */
    public CompletionStage<Waited> transaction(long xid, Duration timeout) {
        Wait wait = Wait.of(xid, timeout);
        return ended(
                wait,
                until(wait, reached -> reached.covers(xid))
                        .thenCompose(reached ->
                                carried(reached).isEmpty() && reached.troubled().isEmpty()
                                        ? CompletableFuture.completedFuture(searchable(wait, reached, Set.of()))
                                        : CompletableFuture.supplyAsync(() -> touched(xid), pool)
                                                .thenCompose(touched -> arrived(wait, xid, reached, touched))));
    }

    /**
     * Until everything that has been committed by now is searchable.
     *
     * @param wanted of these types; empty for all
     */
    public CompletionStage<Waited> everything(Collection<String> wanted, Duration timeout) {
        Collection<String> of = wanted.isEmpty() ? types.names() : wanted;
        Wait wait = Wait.of(null, timeout);
        return ended(
                wait,
                until(
                                wait,
                                reached -> reached.begun() - wait.start() >= 0
                                        && of.stream()
                                                .noneMatch(type -> reached.control()
                                                        .target(type)
                                                        .carries()))
                        .thenApply(reached ->
                                searchable(wait, reached, troubled(reached, id -> of.contains(id.type())))));
    }

    private CompletableFuture<Reached> until(Wait wait, Predicate<Reached> condition) {
        return horizon.when(condition).orTimeout(wait.left(), TimeUnit.NANOSECONDS);
    }

    /**
     * What a transaction touched.
     *
     * @param types that show any of its tables
     * @param documents of those types; null if they are too many to name
     */
    private record Touched(Set<String> types, @Nullable Set<DocumentId> documents) {}

    private Touched touched(long xid) {
        try (SharedSnapshot snapshot = snapshots.open(tables, 0)) {
            List<Change> changes = log.ofTransaction(snapshot.connection(), xid, MOST_CHANGES + 1);
            if (changes == null
                    || changes.stream().anyMatch(change -> change.operation().needsRebuild())) {
                return new Touched(types.names(), null);
            }
            Set<TableName> changed = new HashSet<>();
            changes.forEach(change -> changed.add(change.table()));
            Set<String> showing = Set.copyOf(types.showing(changed));
            if (changes.size() > MOST_CHANGES) {
                return new Touched(showing, null);
            }
            AffectedDocuments affected = new AffectedDocuments(types.names(), MOST_CHANGES);
            Invalidation.of(types.plans().values()).affected(snapshot.connection(), changes, affected);
            Set<DocumentId> documents = new HashSet<>();
            for (String type : types.names()) {
                if (affected.overflowing(type)) {
                    return new Touched(showing, null);
                }
                for (Key key : affected.of(type)) {
                    documents.add(new DocumentId(type, key));
                }
            }
            return new Touched(showing, documents);
        }
    }

    private CompletionStage<Waited> arrived(Wait wait, long xid, Reached first, Touched touched) {
        Predicate<Reached> there = reached ->
                reached.covers(xid) && types.names().stream().noneMatch(type -> rides(type, reached, xid, touched));
        CompletionStage<Reached> reached =
                there.test(first) ? CompletableFuture.completedFuture(first) : until(wait, there);
        Set<DocumentId> documents = touched.documents();
        return reached.thenApply(last -> searchable(
                wait,
                last,
                troubled(
                        last, id -> documents == null ? touched.types().contains(id.type()) : documents.contains(id))));
    }

    /** An index of another configuration may show tables of which the present plans know nothing: then any change may be its. */
    private boolean rides(String type, Reached reached, long xid, Touched touched) {
        Target target = reached.control().target(type);
        Target.Riding riding = target.riding();
        boolean untold = riding != null && riding.isUntold();
        boolean otherPlan = target.live() != null && !types.hash(type).equals(target.livePlan());
        return (untold || otherPlan || touched.types().contains(type)) && target.carries(xid);
    }

    private static Set<DocumentId> troubled(Reached reached, Predicate<DocumentId> touched) {
        Set<DocumentId> troubled = new HashSet<>(reached.troubled());
        troubled.removeIf(touched.negate());
        return troubled;
    }

    private static Waited searchable(Wait wait, Reached reached, Set<DocumentId> troubled) {
        ObjectNode json = wait.body(true).put("snapshot", reached.snapshot().toString());
        if (!troubled.isEmpty()) {
            ArrayNode ids = json.putArray("troubled");
            troubled.stream().map(DocumentId::toString).sorted().limit(100).forEach(ids::add);
        }
        return new Waited(true, json);
    }

    private CompletionStage<Waited> ended(Wait wait, CompletionStage<Waited> waited) {
        return waited.exceptionallyCompose(failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            return cause instanceof TimeoutException
                    ? CompletableFuture.supplyAsync(() -> howFar(wait), pool)
                    : CompletableFuture.failedStage(failure);
        });
    }

    private Waited howFar(Wait wait) {
        ObjectNode json = wait.body(false);
        String paused = pausedBecause.get();
        if (paused != null) {
            // Before the rest: who was started paused has not looked.
            return late(json, "paused", "indexing is paused: " + paused);
        }
        Reached reached = horizon.reached();
        if (reached == null && horizon.isDoubted()) {
            return late(
                    json,
                    "behind",
                    "nothing is known since the database went away or its log was full; GET /_indexer tells");
        }
        if (reached == null) {
            throw new Horizon.NotLeading();
        }
        Long xid = wait.xid();
        boolean indexed = xid == null ? reached.begun() - wait.start() >= 0 : reached.covers(xid);
        if (indexed) {
            ObjectNode jobs = json.putObject("jobs");
            List<String> carried = carried(reached);
            carried.forEach(
                    type -> jobs.put(type, reached.control().target(type).job()));
            boolean unseen = carried.stream()
                    .anyMatch(type -> reached.control().target(type).unlogged());
            return late(
                    json,
                    "carried",
                    unseen
                            ? "writes to its tables pass unseen, and a rebuild follows once they do not: tidemark init"
                            : "a rebuild carries it and has not completed; see jobs");
        }
        try (SharedSnapshot snapshot = snapshots.open(Set.of(), 0)) {
            Snapshot now = snapshot.moment().snapshot();
            if (xid != null && xid >= now.xmax()) {
                return late(json, "unknown", "no transaction of this id has ended, and maybe none has begun");
            }
            if (xid != null && now.xip().contains(xid)) {
                return late(json, "in_progress", "the transaction has not been committed");
            }
            long waiting =
                    log.unconsumed(snapshot.connection(), reached.position()).total();
            json.put("num_unindexed_ops", waiting);
            return late(json, "behind", waiting + " operations are not indexed yet");
        }
    }

    private static Waited late(ObjectNode json, String state, String message) {
        return new Waited(false, json.put("state", state).put("message", message));
    }

    private List<String> carried(Reached reached) {
        List<String> carried = new ArrayList<>();
        for (String type : types.names()) {
            if (reached.control().target(type).carries()) {
                carried.add(type);
            }
        }
        return carried;
    }
}
