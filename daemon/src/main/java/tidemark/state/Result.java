package tidemark.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tidemark.change.Snapshot;

/**
 * What one look or cycle did, as the marker, {@code primary_indexer} and {@code /_indexer} tell it.
 *
 * @param timestamp when it began
 * @param indexed whether anything was to do: {@code done}, else {@code idle}
 * @param cycles cycles that indexed something since the last full reindex
 * @param snapshot where it read
 * @param lastXmin xmin of the cycle before; null for a full one
 * @param maxXid highest transaction id seen
 * @param changes what it read from the log
 * @param referencing documents found over edges
 * @param invalidated documents found in all
 * @param written documents written
 * @param deleted documents deleted
 * @param took how long it took
 * @param errors documents that failed
 * @param stats numbers: times in microseconds, sizes in bytes
 */
public record Result(
        Instant timestamp,
        boolean indexed,
        long cycles,
        Snapshot snapshot,
        @Nullable Long lastXmin,
        long maxXid,
        Changes changes,
        long referencing,
        long invalidated,
        long written,
        long deleted,
        Duration took,
        List<FailedDocument> errors,
        SortedMap<String, Long> stats) {

    /** Small cycles name what changed, large ones count it. */
    public static final int SMALL = 100;

    /**
     * What was read from the log.
     *
     * @param updated ids of changed objects, {@code table:key}, or the key alone where it is unique among all; complete only up to
     *     {@link #SMALL} of them
     * @param updatedCount how many
     * @param renamed ids of objects that took another name; complete only up to {@link #SMALL} of them
     * @param renamedCount how many
     * @param types of changed objects: their tables, or what they are in an object store
     * @param transactions how many
     * @param first when the first was logged
     */
    public record Changes(
            Collection<String> updated,
            long updatedCount,
            Collection<String> renamed,
            long renamedCount,
            Collection<String> types,
            int transactions,
            @Nullable Instant first) {

        /** Nothing. */
        public static final Changes NONE = new Changes(List.of(), 0, List.of(), 0, List.of(), 0, null);
    }

    /** Copies. */
    public Result {
        errors = List.copyOf(errors);
        stats = new TreeMap<>(stats);
    }

    /** Its JSON, with the keys that people know. */
    public ObjectNode write() {
        ObjectNode json = Json.object()
                .put("title", "primary_indexer")
                .put("timestamp", timestamp.toString())
                .put("status", indexed ? "done" : "idle")
                .put("cycles", cycles)
                .put("xmin", snapshot.xmin())
                .put("last_xmin", lastXmin)
                .put("max_xid", maxXid);
        if (lastXmin != null) {
            // A first index is about everything, not about transactions.
            json.put("txn_count", changes.transactions());
        }
        Instant first = changes.first();
        Duration lag = first == null ? Duration.ZERO : nonNegative(Duration.between(first, timestamp.plus(took)));
        json.put("first_txn_timestamp", first == null ? null : first.toString())
                .put("txn_lag", first == null ? null : Json.clock(lag))
                .put("txn_lag_seconds", first == null ? null : seconds(lag));
        writeUpdated(json);
        json.put("referencing", referencing)
                .put("invalidated", invalidated)
                .put("indexed", written)
                .put("deleted", deleted)
                .put("cycle_count", written + deleted)
                .put("pass1_took", Json.clock(took))
                .put("pass1_seconds", seconds(took))
                .putNull("pass2_took")
                .put("cycle_took", Json.clock(took))
                .put("cycle_took_seconds", seconds(took));
        errors.forEach(error -> json.withArray("errors").add(error.write()));
        json.withArray("errors");
        ObjectNode numbers = json.putObject("stats");
        for (Map.Entry<String, Long> stat : stats.entrySet()) {
            numbers.put(stat.getKey(), stat.getValue());
        }
        return json;
    }

    /** Adds how long the second pass took. */
    public static void secondPass(ObjectNode result, Duration took) {
        Duration pass2 = nonNegative(took);
        Duration both = pass2.plusNanos((long) (result.path("pass1_seconds").asDouble() * 1e9));
        result.put("pass2_took", Json.clock(pass2))
                .put("cycle_took", Json.clock(both))
                .put("cycle_took_seconds", seconds(both));
    }

    private void writeUpdated(ObjectNode json) {
        if (changes.updatedCount() <= SMALL && changes.renamedCount() <= SMALL) {
            json.set("updated", Json.strings(changes.updated()));
            json.set("renamed", Json.strings(changes.renamed()));
        } else {
            json.put("updated", changes.updatedCount()).put("renamed", changes.renamedCount());
        }
        json.set("types", Json.strings(changes.types()));
    }

    private static Duration nonNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
