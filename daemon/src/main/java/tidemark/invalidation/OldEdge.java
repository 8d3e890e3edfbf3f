package tidemark.invalidation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidemark.change.Change;
import tidemark.change.Key;
import tidemark.change.Operation;
import tidemark.plan.PlanColumn;

/**
 * By which values a row was joined before a change.
 *
 * @param known whether the log tells
 * @param values the tuple; null if nothing was joined: there was no row, or a column was null
 */
record OldEdge(boolean known, @Nullable List<String> values) {

    private static final OldEdge UNKNOWN = new OldEdge(false, null);
    static final OldEdge NONE = new OldEdge(true, null);

    /**
     * Reads it from a change.
     *
     * @param edge the columns of the join, on the changed table's side
     * @param key the changed table's key columns
     */
    static OldEdge of(Change change, List<PlanColumn> edge, List<PlanColumn> key) {
        if (change.operation() == Operation.INSERT) {
            return NONE;
        }
        List<String> values = new ArrayList<>(edge.size());
        boolean joined = true;
        for (PlanColumn column : edge) {
            Map<String, @Nullable String> recorded = change.oldEdges();
            String value = recorded.get(column.name());
            if (value == null && !recorded.containsKey(column.name())) {
                value = ofKey(change.oldKey(), key, column);
                if (value == null) {
                    return UNKNOWN;
                }
            }
            if (value == null) {
                joined = false;
            } else {
                values.add(value);
            }
        }
        return joined ? new OldEdge(true, values) : NONE;
    }

    private static @Nullable String ofKey(@Nullable Key old, List<PlanColumn> key, PlanColumn column) {
        int place = key.stream().map(PlanColumn::name).toList().indexOf(column.name());
        return old == null || place < 0 ? null : old.values().get(place);
    }
}
