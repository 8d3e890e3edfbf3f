package tidemark.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
 */
public record Target(
        @Nullable String live,
        @Nullable String livePlan,
        @Nullable String filling,
        @Nullable String job,
        long jobGeneration,
        @Nullable String stale,
        @Nullable Build build,
        @Nullable Previous previous) {

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
    public static final Target NONE = new Target(null, null, null, null, 0, null, null, null);

    /** An index that serves, of which no more is known. */
    public static Target serving(String live, String plan, Build build) {
        return new Target(live, plan, null, null, 0, null, build, null);
    }

    /** With a filling index registered. */
    public Target filling(String index, String job, long generation) {
        return new Target(live, livePlan, index, job, generation, stale, build, previous);
    }

    /** Without a filling index. */
    public Target withoutFilling() {
        return new Target(live, livePlan, null, null, 0, stale, build, previous);
    }

    /** After the swap: the filled index is live and true, unless writes may still pass unseen. */
    public Target swapped(String index, String plan, Build built) {
        return new Target(index, plan, null, null, 0, unlogged() ? stale : null, built, null);
    }

    /** With the index that serves until now kept for a roll back. */
    public Target swapped(String index, String plan, Build built, Instant until) {
        Target next = swapped(index, plan, built);
        // One that is not true is not kept true either.
        return live == null || stale != null
                ? next
                : new Target(index, plan, null, null, 0, null, built, new Previous(live, livePlan, until, build));
    }

    /** The index that served before serves again, and the other is kept in its place. */
    public Target rolledBack() {
        Previous back = Objects.requireNonNull(previous, "nothing to roll back to");
        Previous now = new Previous(Objects.requireNonNull(live), livePlan, back.until(), build);
        return new Target(back.index(), back.plan(), filling, job, jobGeneration, stale, back.build(), now);
    }

    /** Without a way back. */
    public Target withoutPrevious() {
        return previous == null ? this : new Target(live, livePlan, filling, job, jobGeneration, stale, build, null);
    }

    /** The live index fits another configuration as it is. */
    public Target replanned(String plan) {
        return new Target(live, plan, filling, job, jobGeneration, stale, build, previous);
    }

    /** Whether writes may have passed unseen, for want of a trigger. */
    public boolean unlogged() {
        return stale != null && stale.startsWith(UNLOGGED);
    }

    /** With the word that writes may have passed unseen: the strongest reason. */
    public Target unlogged(String why) {
        return new Target(live, livePlan, filling, job, jobGeneration, UNLOGGED + ": " + why, build, previous);
    }

    /** The log is whole again, and a rebuild will mend what passed unseen. */
    public Target logged() {
        return new Target(live, livePlan, filling, job, jobGeneration, "rebuild after " + UNLOGGED, build, previous);
    }

    /** Without a live index: somebody deleted it. */
    public Target withoutLive() {
        return new Target(null, null, filling, job, jobGeneration, stale, null, previous);
    }

    /** With a reason why it may not be true; the first reason stays. */
    public Target stale(String reason) {
        return stale != null ? this : new Target(live, livePlan, filling, job, jobGeneration, reason, build, previous);
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
                previous(json.path("previous")));
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
        return json;
    }
}
