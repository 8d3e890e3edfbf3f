package tidemark.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tidemark.elasticsearch.Answer;

/**
 * Decides what an answer means for a document, by the type of the error first: a full disk has the status of an overload, a
 * read-only index that of a missing privilege.
 */
final class Verdict {

    private static final String CONFLICT = "version_conflict_engine_exception";

    /** Passing, whatever their status. */
    private static final Set<String> PASSING = Set.of(
            "cluster_block_exception",
            "es_rejected_execution_exception",
            "circuit_breaking_exception",
            "unavailable_shards_exception",
            "no_shard_available_action_exception",
            "process_cluster_event_timeout_exception",
            "timeout_exception",
            "node_closed_exception",
            "shard_not_found_exception",
            "index_closed_exception",
            "index_primary_shard_not_allocated_exception",
            "node_not_connected_exception",
            "node_disconnected_exception",
            "connect_transport_exception",
            "receive_timeout_transport_exception",
            "master_not_discovered_exception",
            "not_master_exception",
            "already_closed_exception",
            "engine_closed_exception",
            "security_exception");

    /** Elasticsearch would have to create the index, and may not or cannot under this name. */
    private static final Set<String> GONE = Set.of("index_not_found_exception", "invalid_index_name_exception");

    /** An id can hold anything; the server's own words come after it. */
    private static final Pattern VERSION_THERE = Pattern.compile(".*current version \\[(\\d+)]", Pattern.DOTALL);

    private final long highestGeneration;

    Verdict(long highestGeneration) {
        this.highestGeneration = highestGeneration;
    }

    /**
     * What an item of a bulk answer means.
     *
     * @param item its {@code status} and {@code error}
     */
    Outcome of(Write write, JsonNode item) {
        int status = item.path("status").asInt();
        JsonNode error = item.path("error");
        if (error.isMissingNode() && (status < 300 || (status == 404 && write.isDelete()))) {
            return write.isDelete() ? new Outcome.Deleted(status != 404) : new Outcome.Written();
        }
        String type = error.path("type").asText("");
        String reason = reason(status, error);
        if (type.equals(CONFLICT)) {
            Long there = versionThere(error);
            return there == null ? new Outcome.Unsettled(reason) : conflict(there);
        }
        if (GONE.contains(type) || reason.contains("no write index is defined for alias")) {
            return new Outcome.TargetGone(reason);
        }
        if (PASSING.contains(type) || status == 429 || status >= 500 || status < 400) {
            return new Outcome.Unsettled(reason);
        }
        return new Outcome.Troubled(reason);
    }

    /** What it means that this version is there. */
    Outcome conflict(long there) {
        return there > highestGeneration ? new Outcome.Foreign(there) : new Outcome.Superseded(there);
    }

    /** Statuses of an item that speak of the server: overload, a node or a shard that is away. */
    private static final Set<Integer> OF_THE_SERVER = Set.of(429, 502, 503, 504);

    /**
     * Whether an item failed inside the server while the server was well enough to answer the bulk: it may pass the next time, or it
     * may fail like this for ever.
     */
    static boolean failedInside(JsonNode item) {
        int status = item.path("status").asInt();
        String type = item.path("error").path("type").asText("");
        return status >= 500 && !OF_THE_SERVER.contains(status) && !PASSING.contains(type) && !type.equals(CONFLICT);
    }

    /** Whether it is a conflict that does not name the version there. */
    static boolean namesNoVersion(JsonNode item) {
        JsonNode error = item.path("error");
        return error.path("type").asText("").equals(CONFLICT) && versionThere(error) == null;
    }

    private static @Nullable Long versionThere(JsonNode error) {
        Matcher matcher = VERSION_THERE.matcher(error.path("reason").asText(""));
        return matcher.lookingAt() ? Long.valueOf(matcher.group(1)) : null;
    }

    /** What the refusal of a whole body means for each of its documents; for several, send smaller bodies first. */
    static Outcome ofRefusedBody(Answer answer, long bytes) {
        if (answer.status() == 413) {
            return new Outcome.Troubled("too large for Elasticsearch (http.max_content_length): " + bytes + " bytes");
        }
        return suspectsContent(answer) ? new Outcome.Troubled(answer.reason()) : new Outcome.Unsettled(answer.reason());
    }

    /** Whether the body was refused for what is in it, so that one of its documents is to blame. */
    static boolean suspectsContent(Answer answer) {
        return answer.status() == 413
                || (answer.status() == 400 && !answer.passing() && !PASSING.contains(answer.errorType()));
    }

    private static String reason(int status, JsonNode error) {
        StringBuilder text = new StringBuilder(error.path("type").asText("HTTP " + status));
        for (JsonNode each = error; !each.isMissingNode(); each = each.path("caused_by")) {
            String reason = each.path("reason").asText("");
            if (!reason.isEmpty() && text.indexOf(reason) < 0) {
                text.append(": ").append(reason);
            }
        }
        return text.toString();
    }
}
