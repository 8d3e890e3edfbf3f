package tidemark.plan;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tidemark.change.TableName;

/**
 * What the change log must record of a table.
 *
 * @param table the table
 * @param key its key columns, in key order
 * @param counted columns whose change can change a document: shown, joined, filtered, sorted, or of the key
 * @param columns every counted column by name, with its type
 * @param edges columns that some join uses, on either side; their old values are recorded
 */
public record TrackedTable(
        TableName table,
        List<PlanColumn> key,
        SortedSet<String> counted,
        Map<String, PlanColumn> columns,
        SortedSet<String> edges) {

    /** Copies. */
    public TrackedTable {
        key = List.copyOf(key);
        counted = Collections.unmodifiableSortedSet(new TreeSet<>(counted));
        columns = Collections.unmodifiableMap(new TreeMap<>(columns));
        edges = Collections.unmodifiableSortedSet(new TreeSet<>(edges));
    }

    /** One entry per table that any of the plans uses, in table order. */
    public static List<TrackedTable> of(Collection<DocumentPlan> plans) {
        Map<TableName, Draft> drafts = new TreeMap<>();
        plans.forEach(plan -> draft(plan.root(), drafts));
        return drafts.values().stream().map(Draft::done).toList();
    }

    private static Draft draft(PlanNode node, Map<TableName, Draft> drafts) {
        Draft own = drafts.computeIfAbsent(node.table(), table -> new Draft(table, node.key()));
        node.key().forEach(own::count);
        node.columns().forEach(shown -> own.count(shown.column()));
        if (node.filter() != null) {
            node.filter().columns().forEach(own::count);
        }
        for (Embed embed : node.embeds()) {
            Draft child = draft(embed.node(), drafts);
            for (JoinPair pair : embed.on()) {
                own.edge(pair.parent());
                child.edge(pair.child());
            }
            embed.order().forEach(sort -> child.count(sort.column()));
        }
        return own;
    }

    private static final class Draft {
        private final TableName table;
        private final List<PlanColumn> key;
        private final SortedSet<String> counted = new TreeSet<>();
        private final Map<String, PlanColumn> columns = new LinkedHashMap<>();
        private final SortedSet<String> edges = new TreeSet<>();

        Draft(TableName table, List<PlanColumn> key) {
            this.table = table;
            this.key = key;
        }

        void count(PlanColumn column) {
            counted.add(column.name());
            columns.put(column.name(), column);
        }

        void edge(PlanColumn column) {
            count(column);
            edges.add(column.name());
        }

        TrackedTable done() {
            return new TrackedTable(table, key, counted, columns, edges);
        }
    }
}
