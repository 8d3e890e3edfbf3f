package tidemark.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tidemark.change.Key;
import tidemark.change.Position;
import tidemark.change.Witness;

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
    private static final double ALMOST = 0.999;

    /** Ids that a job of documents keeps when it is over. */
    private static final int IDS_SHOWN = 100;

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
        json.putArray("witnesses");
        return new Job(json);
    }

    /**
     * With what whoever asked for it said.
     *
     * @param ids texts of the keys of single documents, which the next cycle writes; empty for a rebuild of the type
     * @param digest of the request as it was posted: another one under the same id is another request
     * @param ownTypes the types for which that request made jobs
     */
    public Job asked(List<String> ids, ObjectNode metadata, String digest, List<String> ownTypes) {
        ObjectNode next = json.deepCopy();
        next.set("metadata", metadata.deepCopy());
        next.put("asked", digest);
        next.set("own_types", Json.strings(ownTypes));
        if (!ids.isEmpty()) {
            next.set("ids", Json.strings(ids));
            next.put("total_docs", ids.size());
        }
        return new Job(next);
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

    /** Texts of the keys of the documents that it asks for; empty for a rebuild. */
    public List<String> ids() {
        return Json.list(json.get("ids"), JsonNode::asText);
    }

    /** Whether it fills an index. */
    public boolean rebuilds() {
        return kind() == Kind.REBUILD;
    }

    /** What a job does. */
    public enum Kind {
        /** Fills a fresh index. */
        REBUILD,
        /** Has the next cycle write its documents. */
        DOCUMENTS,
        /** Lets the index serve that served before. */
        ROLL_BACK
    }

    public Kind kind() {
        return json.has("ids") ? Kind.DOCUMENTS : json.path("roll_back").asBoolean() ? Kind.ROLL_BACK : Kind.REBUILD;
    }

    /** As a roll back. */
    public Job rollingBack() {
        return new Job(json.deepCopy().put("roll_back", true));
    }

    /** Digest of the request that it was made for; null if nobody asked. */
    public @Nullable String asked() {
        return Json.text(json, "asked");
    }

    /** Whether it was made for this request. */
    public boolean madeFor(String group, String digest) {
        return group().equals(group) && digest.equals(asked());
    }

    /** The types for which the request that it was made for made jobs. */
    public List<String> ownTypes() {
        return Json.list(json.get("own_types"), JsonNode::asText);
    }

    public String group() {
        return json.path("group").asText();
    }

    public long total() {
        return json.path("total_docs").asLong();
    }

    /** How far it is, from 0 to 1. */
    public double progress() {
        return json.path("progress").asDouble();
    }

    /** When it last moved; null if nobody noted. */
    public @Nullable Instant updatedAt() {
        return Json.instant(json, "updated_at");
    }

    /** Documents a second, of its last attempt; 0 if none tells. */
    public double perSecond() {
        return json.path("docs_per_second").asDouble();
    }

    /** Why it failed or was cancelled, or null. */
    public @Nullable String error() {
        return Json.text(json, "error");
    }

    /** Rows of the change log that its chunks saw and that no cycle had consumed. */
    public List<Witness> witnesses() {
        return PositionJson.witnesses(json.get("witnesses"));
    }

    /** Whether its index is about to serve, or does: from here on it can only complete. */
    public boolean swapping() {
        return json.path("swapping").asBoolean();
    }

    /** Whether it failed and may be tried again. */
    public boolean mayRetry() {
        return status() == Status.FAILED && retryCount() < maxRetries();
    }

    /** Whether it may still go on in its index: it is open, or may be tried again. */
    public boolean needsIndex() {
        return status().open() || mayRetry();
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

    /** With how many documents there are about. */
    public Job sized(long total, Instant now) {
        return changed(now, next -> next.put("total_docs", total));
    }

    /** Further: everything up to the cursor is filled. What is not completed is never shown as done. */
    public Job progressed(Key cursor, long processed, double perSecond, Instant now) {
        return changed(now, next -> {
            long total = Math.max(next.path("total_docs").asLong(), processed);
            next.put("processed_docs", processed)
                    .put("total_docs", total)
                    .put("progress", total == 0 ? 0.0 : Math.min(ALMOST, (double) processed / total))
                    .put("docs_per_second", perSecond)
                    .put("eta_seconds", perSecond > 0 ? Math.round((total - processed) / perSecond) : 0)
                    .set("cursor", Json.strings(cursor.values()));
            return next;
        });
    }

    /** With the chunks that are under way. */
    public Job withChildren(List<ObjectNode> children) {
        ObjectNode next = json.deepCopy();
        children.forEach(next.putArray("children")::add);
        return new Job(next);
    }

    /** With what its chunks saw. */
    public Job witnessed(List<Witness> witnesses) {
        ObjectNode next = json.deepCopy();
        next.set("witnesses", PositionJson.witnesses(witnesses));
        return new Job(next);
    }

    /** With how long it took from the last chunk until its index served: changes caught up with, counts verified. */
    public Job caughtUp(Duration time) {
        return new Job(json.deepCopy().put("catch_up_seconds", time.toMillis() / 1000.0));
    }

    /** Its index is about to serve: it can no longer be cancelled. */
    public Job swapped(Instant now) {
        return changed(now, next -> next.put("swapping", true));
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

    /** Without the failed items of these keys: they are tried again. */
    public Job withoutFailedItems(Set<String> keys, Instant now) {
        return changed(now, next -> {
            ArrayNode kept = next.arrayNode();
            next.path("failed_items").forEach(item -> {
                if (!keys.contains(item.path("key").asText())) {
                    kept.add(item);
                }
            });
            next.set("failed_items", kept);
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
        return changed(now, next -> {
            next.put("status", Status.PENDING.text()).putNull("started_at").remove("swapping");
            next.putArray("children");
            return next;
        });
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
            next.putArray("children");
            next.putArray("witnesses");
            next.remove("swapping");
            String reason = next.path("reason").asText();
            return reason.contains(why) ? next : next.put("reason", reason + "; begins again: " + why);
        });
    }

    /** A retry: pending at its cursor, errors and times cleared, one more on the count. */
    public Job retried(Instant now) {
        return pendingAtCursor(now)
                .changed(
                        now,
                        next -> next.putNull("error")
                                .putNull("detail")
                                .putNull("completed_at")
                                .put("retry_count", next.path("retry_count").asInt() + 1));
    }

    public Job completed(long documents, Instant now) {
        return changed(now, next -> {
            next.put("status", Status.COMPLETED.text())
                    .put("processed_docs", documents)
                    .put("total_docs", documents)
                    .put("progress", 1.0)
                    .put("eta_seconds", 0)
                    .put("completed_at", now.toString())
                    .remove("swapping");
            next.putArray("children");
            next.putArray("witnesses");
            ArrayNode ids = next.path("ids").isArray() ? next.withArray("ids") : next.arrayNode();
            while (ids.size() > IDS_SHOWN) {
                ids.remove(ids.size() - 1);
            }
            return next;
        });
    }

    /** The hash of the plan that its index is made by. */
    public Job planned(String hash) {
        return new Job(json.deepCopy().put("plan", hash));
    }

    /** The hash of the plan that its index was made by; null before it began. */
    public @Nullable String plan() {
        return Json.text(json, "plan");
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
                        .put("completed_at", now.toString())
                        .set("children", Json.MAPPER.createArrayNode()));
    }

    private Job changed(Instant now, UnaryOperator<ObjectNode> change) {
        return new Job(change.apply(json.deepCopy()).put("updated_at", now.toString()));
    }

    @Override
    public String toString() {
        return "job=" + id() + " type=" + type() + " status=" + status().text();
    }
}
