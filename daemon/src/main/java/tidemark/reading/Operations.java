package tidemark.reading;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import tidemark.change.OperationCounts;
import tidemark.change.TableName;
import tidemark.cycle.Types;
import tidemark.state.Control;
import tidemark.state.Target;

/**
 * How many of the operations that the change log recorded are indexed. What rides on a job is not, before the job is
 * completed; nor is anything of a type that no index serves. No I/O.
 *
 * @param consumed by the cycles since the log was installed
 * @param waiting what the log holds beyond that
 * @param control which of the consumed rides on jobs
 */
record Operations(Types types, OperationCounts consumed, OperationCounts waiting, Control control) {

    /** Of everything: what is missing in the index of one type is missing. */
    ObjectNode all() {
        Map<TableName, Long> carried = new HashMap<>();
        for (String type : types.names()) {
            carried(type).byTable().forEach((table, count) -> carried.merge(table, count, Math::max));
        }
        return json(consumed.total() + waiting.total(), waiting.total() + new OperationCounts(carried).total());
    }

    /** Of a type: those of the tables that it shows. */
    ObjectNode of(String type) {
        Collection<TableName> tables = types.plan(type).tables();
        long missing = waiting.of(tables) + carried(type).of(tables);
        return json(consumed.of(tables) + waiting.of(tables), missing);
    }

    private OperationCounts carried(String type) {
        Target target = control.target(type);
        return target.carried(consumed).within(types.plan(type).tables());
    }

    /** More can be missing than was counted: what a restored state did not know of. */
    private static ObjectNode json(long total, long missing) {
        long unindexed = Math.min(total, missing);
        return JsonNodeFactory.instance
                .objectNode()
                .put("total_ops", total)
                .put("num_indexed_ops", total - unindexed)
                .put("num_unindexed_ops", unindexed)
                .put("op_indexing_progress", total == 0 ? 1.0 : (double) (total - unindexed) / total);
    }
}
