package tidemark.change;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of the change log.
 *
 * @param xid the top-level transaction id (xid8) of the writer
 * @param tid random id of this log row; with {@code xid} a witness that survives the reuse of transaction ids
 * @param at when it was logged
 * @param table the tracked table (of a partition: its partitioned parent)
 * @param operation what happened
 * @param oldKey the key before; null for INSERT and for what has no row
 * @param newKey the key after; null for DELETE and for what has no row
 * @param oldEdges column name to text value before an UPDATE or DELETE, for every column that some join uses; else empty
 * @param kind what the row is, where its table holds several kinds of object; null if there is one kind, or it is not known
 */
public record Change(
        long xid,
        UUID tid,
        Instant at,
        TableName table,
        Operation operation,
        @Nullable Key oldKey,
        @Nullable Key newKey,
        Map<String, @Nullable String> oldEdges,
        @Nullable String kind) {

    /** A change in a table that holds one kind of object. */
    public Change(
            long xid,
            UUID tid,
            Instant at,
            TableName table,
            Operation operation,
            @Nullable Key oldKey,
            @Nullable Key newKey,
            Map<String, @Nullable String> oldEdges) {
        this(xid, tid, at, table, operation, oldKey, newKey, oldEdges, null);
    }

    /** Copies the edges. */
    public Change {
        oldEdges = Collections.unmodifiableMap(new LinkedHashMap<>(oldEdges));
    }
}
