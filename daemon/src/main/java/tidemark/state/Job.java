package tidemark.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tidemark.change.Key;
import tidemark.change.Position;

/**
 * A rebuild job as the meta index keeps it: a typed view of the JSON object {@code job-<id>}. Immutable; what it does not
 * know it keeps.
 */
public final class Job {

    /** Where a job stands. */
    public enum Status {
        PENDING,
        RUNNING,
        COMPLETED,
        FAILED,
        CANCELLED;

        /** Whether it still wants to run. */
        public boolean open() {
            return this == PENDING || this == RUNNING;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int DETAIL_LENGTH = 1_500;

    private final ObjectNode json;

    private Job(ObjectNode json) {
        this.json = json;
    }

    /** A new pending job. */
    public static Job pending(String id, String group, String type, String reason, Limits limits, Instant now) {
        ObjectNode json = Json.object()
                .put("id", id)
                .put("group", group)
                .put("label", type)
                .putNull("source_index")
                .putNull("dest_index")
                .put("reason", reason)
                .put("status", Status.PENDING.text())
                .put("progress", 0.0)
                .put("total_docs", 0)
                .put("processed_docs", 0)
                .put("created_at", now.toString())
                .putNull("started_at")
                .put("updated_at", now.toString())
                .putNull("completed_at")
                .putNull("error")
                .putNull("detail")
                .put("retry_count", 0)
                .put("max_retries", limits.maxRetries())
                .put("failures_limit", limits.failures())
                .putNull("eta_seconds")
                .putNull("docs_per_second")
                .put("generation", 0);
        json.putArray("failed_items");
        json.putObject("metadata");
        json.putArray("children");
        return new Job(json);
    }

    /** How much a job may fail. */
    public record Limits(int maxRetries, int failures) {}

    /** The view of a state object. */
    public static Job of(ObjectNode json) {
        return new Job(json.deepCopy());
    }

    /** The state object. */
    public ObjectNode json() {
        return json.deepCopy();
    }

    /** Name of its state object. */
    public String name() {
        return Names.JOB_PREFIX + id();
    }

    public String id() {
        return json.path("id").asText();
    }

    public String type() {
        return json.path("label").asText();
    }

    public String reason() {
        return json.path("reason").asText();
    }

    public Status status() {
        return Status.valueOf(json.path("status").asText().toUpperCase(Locale.ROOT));
    }

    public long generation() {
        return json.path("generation").asLong();
    }

    public long processed() {
        return json.path("processed_docs").asLong();
    }

    public int failuresLimit() {
        return json.path("failures_limit").asInt();
    }

    public int retryCount() {
        return json.path("retry_count").asInt();
    }

    public int maxRetries() {
        return json.path("max_retries").asInt();
    }

    public Instant createdAt() {
        return Instant.parse(json.path("created_at").asText());
    }

    public @Nullable Instant completedAt() {
        return Json.instant(json, "completed_at");
    }

    /** Physical index that it fills, or null before it was claimed. */
    public @Nullable String dest() {
        return Json.text(json, "dest_index");
    }

    /** The last key that is surely filled, or null at the beginning. */
    public @Nullable Key cursor() {
        JsonNode cursor = json.get("cursor");
        return cursor == null || cursor.isNull() ? null : new Key(Json.list(cursor, JsonNode::asText));
    }

    /** The position before its first chunk, or null before it was claimed. */
    public @Nullable Position start() {
        JsonNode start = json.get("start");
        return start == null || start.isNull() ? null : PositionJson.read(start);
    }

    /** Claimed: it runs, at this generation, into this index, from this position. */
    public Job claimed(long generation, @Nullable String source, String dest, Position start, long total, Instant now) {
        return changed(now, next -> {
            next.put("status", Status.RUNNING.text())
                    .put("generation", generation)
                    .put("source_index", source)
                    .put("dest_index", dest)
                    .put("total_docs", total)
                    .put("started_at", now.toString())
                    .set("start", PositionJson.write(start));
            return next;
        });
    }

    /** Running again in the index that it had, after a restart. */
    public Job resumed(Instant now) {
        return changed(now, next -> next.put("status", Status.RUNNING.text()).put("started_at", now.toString()));
    }

    /** Further: everything up to the cursor is filled. */
    public Job progressed(Key cursor, long processed, double perSecond, Instant now) {
        return changed(now, next -> {
            long total = Math.max(next.path("total_docs").asLong(), processed);
            next.put("processed_docs", processed)
                    .put("total_docs", total)
                    .put("progress", total == 0 ? 0.0 : Math.min(1.0, (double) processed / total))
                    .put("docs_per_second", perSecond)
                    .put("eta_seconds", perSecond > 0 ? Math.round((total - processed) / perSecond) : 0)
                    .set("cursor", Json.strings(cursor.values()));
            return next;
        });
    }

    /** With the documents that it could not write. */
    public Job withFailedItems(List<FailedDocument> failed, Instant now) {
        return changed(now, next -> {
            for (FailedDocument item : failed) {
                next.withArray("failed_items")
                        .add(item.write().put("id", item.key()).put("detail", item.reason()));
            }
            return next;
        });
    }

    /** The documents that it could not write, each as an entry of the troubled list. */
    public List<ObjectNode> failed() {
        return Json.list(json.get("failed_items"), item -> (ObjectNode) item.deepCopy());
    }

    public int failedItems() {
        return json.path("failed_items").size();
    }

    /** Pending again at its cursor: a shutdown, or a restart found it running. */
    public Job pendingAtCursor(Instant now) {
        return changed(now, next -> next.put("status", Status.PENDING.text()).putNull("started_at"));
    }

    /** Pending again from nothing: changes rode on it, or its index is lost. The reason of the beginning is kept. */
    public Job beginAgain(String why, Instant now) {
        return changed(now, next -> {
            next.put("status", Status.PENDING.text())
                    .putNull("started_at")
                    .putNull("dest_index")
                    .putNull("cursor")
                    .putNull("start")
                    .put("generation", 0)
                    .put("processed_docs", 0)
                    .put("progress", 0.0)
                    .putArray("failed_items");
            String reason = next.path("reason").asText();
            return reason.contains(why) ? next : next.put("reason", reason + "; begins again: " + why);
        });
    }

    /** A retry after a failure: errors and times cleared, one more on the count. */
    public Job retried(Instant now) {
        return beginAgain("retry", now)
                .changed(
                        now,
                        next -> next.putNull("error")
                                .putNull("detail")
                                .putNull("completed_at")
                                .put("retry_count", next.path("retry_count").asInt() + 1));
    }

    public Job completed(long documents, Instant now) {
        return changed(
                now,
                next -> next.put("status", Status.COMPLETED.text())
                        .put("processed_docs", documents)
                        .put("total_docs", documents)
                        .put("progress", 1.0)
                        .put("eta_seconds", 0)
                        .put("completed_at", now.toString()));
    }

    /** Failed, with the last 1,500 characters of the cause. */
    public Job failed(String error, String cause, Instant now) {
        return changed(
                now,
                next -> next.put("status", Status.FAILED.text())
                        .put("error", error)
                        .put("detail", cause.substring(Math.max(0, cause.length() - DETAIL_LENGTH)))
                        .put("completed_at", now.toString()));
    }

    public Job cancelled(String why, Instant now) {
        return changed(
                now,
                next -> next.put("status", Status.CANCELLED.text())
                        .put("error", why)
                        .put("completed_at", now.toString()));
    }

    private Job changed(Instant now, UnaryOperator<ObjectNode> change) {
        return new Job(change.apply(json.deepCopy()).put("updated_at", now.toString()));
    }

    @Override
    public String toString() {
        return "job=" + id() + " type=" + type() + " status=" + status().text();
    }

    /** Free data of whoever asked for it. */
    public Map<String, Object> metadata() {
        return Json.MAPPER.convertValue(
                json.path("metadata"), new com.fasterxml.jackson.core.type.TypeReference<Map<String, Object>>() {});
    }
}
