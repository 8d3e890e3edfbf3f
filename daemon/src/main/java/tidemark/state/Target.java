package tidemark.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
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
 */
public record Target(
        @Nullable String live,
        @Nullable String livePlan,
        @Nullable String filling,
        @Nullable String job,
        long jobGeneration,
        @Nullable String stale,
        @Nullable Build build) {

    /**
     * The end of a rebuild.
     *
     * @param rows of the type, as its snapshot showed
     * @param at by the daemon's clock
     */
    public record Build(long rows, Instant at) {}

    private static final String UNLOGGED = "unlogged writes";

    /** No index at all. */
    public static final Target NONE = new Target(null, null, null, null, 0, null, null);

    /** An index that serves, of which no more is known. */
    public static Target serving(String live, String plan, Build build) {
        return new Target(live, plan, null, null, 0, null, build);
    }

    /** With a filling index registered. */
    public Target filling(String index, String job, long generation) {
        return new Target(live, livePlan, index, job, generation, stale, build);
    }

    /** Without a filling index. */
    public Target withoutFilling() {
        return new Target(live, livePlan, null, null, 0, stale, build);
    }

    /** After the swap: the filled index is live and true, unless writes may still pass unseen. */
    public Target swapped(String index, String plan, Build built) {
        return new Target(index, plan, null, null, 0, unlogged() ? stale : null, built);
    }

    /** The live index fits another configuration as it is. */
    public Target replanned(String plan) {
        return new Target(live, plan, filling, job, jobGeneration, stale, build);
    }

    /** Whether writes may have passed unseen, for want of a trigger. */
    public boolean unlogged() {
        return stale != null && stale.startsWith(UNLOGGED);
    }

    /** With the word that writes may have passed unseen: the strongest reason. */
    public Target unlogged(String why) {
        return new Target(live, livePlan, filling, job, jobGeneration, UNLOGGED + ": " + why, build);
    }

    /** The log is whole again, and a rebuild will mend what passed unseen. */
    public Target logged() {
        return new Target(live, livePlan, filling, job, jobGeneration, "rebuild after " + UNLOGGED, build);
    }

    /** Without a live index: somebody deleted it. */
    public Target withoutLive() {
        return new Target(null, null, filling, job, jobGeneration, stale, null);
    }

    /** With a reason why it may not be true; the first reason stays. */
    public Target stale(String reason) {
        return stale != null ? this : new Target(live, livePlan, filling, job, jobGeneration, reason, build);
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
                at == null ? null : new Build(json.path("row_count_at_build").asLong(), at));
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
        return json;
    }
}
