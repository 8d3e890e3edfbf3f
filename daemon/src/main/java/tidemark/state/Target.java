package tidemark.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tidemark.change.OperationCounts;

/**
 * Where the documents of one type go.
 *
 * @param live physical index behind the alias, or null before the first
 * @param livePlan hash of the plan that the live index was made with, or null
 * @param filling physical index that a rebuild fills, or null
 * @param job id of that rebuild, or null
 * @param jobGeneration generation of that rebuild; 0 without one
 * @param stale why the live index may not be true, or null while it is
 * @param build what the live index was when it was built, or null where nobody knows
 * @param previous the index that served before, or null if it is not kept
 * @param riding changes that the watermark has passed and the live index does not show, since a rebuild carries them; or null
 */
public record Target(
        @Nullable String live,
        @Nullable String livePlan,
        @Nullable String filling,
        @Nullable String job,
        long jobGeneration,
        @Nullable String stale,
        @Nullable Build build,
        @Nullable Previous previous,
        @Nullable Riding riding) {

    /**
     * What a rebuild carries.
     *
     * @param from lowest transaction that may be among it
     * @param through highest
     * @param operations how many, by table
     */
    public record Riding(long from, long through, OperationCounts operations) {

        /** Nobody knows all of it: any transaction up to the highest may be among it, whatever the log tells of that one. */
        public static Riding untold(long through, OperationCounts operations) {
            return new Riding(0, through, operations);
        }

        /** Whether the log does not tell of all that it holds. */
        public boolean isUntold() {
            return from == 0;
        }

        /** Whether it may hold what this transaction changed. */
        public boolean mayHold(long xid) {
            return xid >= from && xid <= through;
        }

        private Riding plus(Riding more) {
            return new Riding(
                    Math.min(from, more.from), Math.max(through, more.through), operations.plus(more.operations));
        }
    }

    /**
     * An index that served before, and is kept true for a roll back.
     *
     * @param plan hash of the plan that it was made with
     * @param until when it is dropped
     */
    public record Previous(
            String index,
            @Nullable String plan,
            Instant until,
            @Nullable Build build) {}

    /**
     * The end of a rebuild.
     *
     * @param rows of the type, as its snapshot showed
     * @param at by the daemon's clock
     */
    public record Build(long rows, Instant at) {}

    private static final String UNLOGGED = "unlogged writes";

    /** No index at all. */
    public static final Target NONE = new Target(null, null, null, null, 0, null, null, null, null);

    /** An index that serves, of which no more is known. */
    public static Target serving(String live, String plan, Build build) {
        return new Target(live, plan, null, null, 0, null, build, null, null);
    }

    /** With a filling index registered. */
    public Target filling(String index, String job, long generation) {
        return new Target(live, livePlan, index, job, generation, stale, build, previous, riding);
    }

    /** Without a filling index. */
    public Target withoutFilling() {
        return new Target(live, livePlan, null, null, 0, stale, build, previous, riding);
    }

    /** After the swap: the filled index is live and true, unless writes may still pass unseen. */
    public Target swapped(String index, String plan, Build built) {
        return new Target(index, plan, null, null, 0, unlogged() ? stale : null, built, null, null);
    }

    /** With the index that serves until now kept for a roll back. */
    public Target swapped(String index, String plan, Build built, Instant until) {
        Target next = swapped(index, plan, built);
        // One that is not true is not kept true either.
        return live == null || stale != null
                ? next
                : new Target(index, plan, null, null, 0, null, built, new Previous(live, livePlan, until, build), null);
    }

    /** The index that served before serves again, and the other is kept in its place. */
    public Target rolledBack() {
        Previous back = Objects.requireNonNull(previous, "nothing to roll back to");
        Previous now = new Previous(Objects.requireNonNull(live), livePlan, back.until(), build);
        return new Target(back.index(), back.plan(), filling, job, jobGeneration, stale, back.build(), now, riding);
    }

    /** Without a way back. */
    public Target withoutPrevious() {
        return previous == null
                ? this
                : new Target(live, livePlan, filling, job, jobGeneration, stale, build, null, riding);
    }

    /** The live index fits another configuration as it is. */
    public Target replanned(String plan) {
        return new Target(live, plan, filling, job, jobGeneration, stale, build, previous, riding);
    }

    /** Whether writes may have passed unseen, for want of a trigger. */
    public boolean unlogged() {
        return stale != null && stale.startsWith(UNLOGGED);
    }

    /** With the word that writes may have passed unseen: the strongest reason. Any transaction may be among them. */
    public Target unlogged(String why) {
        Riding unseen = Riding.untold(Long.MAX_VALUE, OperationCounts.NONE);
        Riding all = riding == null ? unseen : riding.plus(unseen);
        return new Target(live, livePlan, filling, job, jobGeneration, UNLOGGED + ": " + why, build, previous, all);
    }

    /** The log is whole again, and a rebuild will mend what passed unseen. */
    public Target logged() {
        return new Target(
                live, livePlan, filling, job, jobGeneration, "rebuild after " + UNLOGGED, build, previous, riding);
    }

    /** Without a live index: somebody deleted it. */
    public Target withoutLive() {
        return new Target(null, null, filling, job, jobGeneration, stale, null, previous, riding);
    }

    /** With a reason why it may not be true; the first reason stays. */
    public Target stale(String reason) {
        return stale != null
                ? this
                : new Target(live, livePlan, filling, job, jobGeneration, reason, build, previous, riding);
    }

    /** With more that a rebuild carries. */
    public Target riding(Riding more) {
        Riding all = riding == null ? more : riding.plus(more);
        return new Target(live, livePlan, filling, job, jobGeneration, stale, build, previous, all);
    }

    /** Whether readers of the live index may miss what this transaction changed, though the watermark has passed it. */
    public boolean carries(long xid) {
        return live == null || (riding != null && riding.mayHold(xid));
    }

    /** Whether readers of the live index may miss anything that the watermark has passed. */
    public boolean carries() {
        return live == null || riding != null;
    }

    /** How many of the operations that were consumed the live index does not show. */
    public OperationCounts carried(OperationCounts consumed) {
        return live == null ? consumed : riding == null ? OperationCounts.NONE : riding.operations();
    }

    static Target read(JsonNode node) {
        ObjectNode json = (ObjectNode) node;
        Instant at = Json.instant(json, "last_built_at");
        return new Target(
                Json.text(json, "live"),
                Json.text(json, "live_plan"),
                Json.text(json, "filling"),
                Json.text(json, "job"),
                json.path("job_generation").asLong(),
                Json.text(json, "stale"),
                at == null ? null : new Build(json.path("row_count_at_build").asLong(), at),
                previous(json.path("previous")),
                riding(json.path("riding")));
    }

    private static @Nullable Riding riding(JsonNode json) {
        return json.isObject()
                ? new Riding(
                        json.path("from").asLong(),
                        json.path("through").asLong(),
                        PositionJson.operations(json.path("operations")))
                : null;
    }

    private static @Nullable Previous previous(JsonNode json) {
        if (!(json instanceof ObjectNode kept)) {
            return null;
        }
        Instant at = Json.instant(kept, "last_built_at");
        return new Previous(
                kept.path("index").asText(),
                Json.text(kept, "plan"),
                Instant.parse(kept.path("until").asText()),
                at == null ? null : new Build(kept.path("row_count_at_build").asLong(), at));
    }

    ObjectNode write() {
        ObjectNode json = Json.object()
                .put("live", live)
                .put("live_plan", livePlan)
                .put("filling", filling)
                .put("job", job)
                .put("job_generation", jobGeneration)
                .put("stale", stale);
        if (build != null) {
            json.put("row_count_at_build", build.rows())
                    .put("last_built_at", build.at().toString());
        }
        if (previous != null) {
            ObjectNode kept = json.putObject("previous")
                    .put("index", previous.index())
                    .put("plan", previous.plan())
                    .put("until", previous.until().toString());
            Build before = previous.build();
            if (before != null) {
                kept.put("row_count_at_build", before.rows())
                        .put("last_built_at", before.at().toString());
            }
        }
        if (riding != null) {
            json.putObject("riding")
                    .put("from", riding.from())
                    .put("through", riding.through())
                    .set("operations", PositionJson.operations(riding.operations()));
        }
        return json;
    }
}
