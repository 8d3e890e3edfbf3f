package tidemark.plan;

import java.util.Collections;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/**
 * An immutable condition over a row's own columns.
 *
 * @param sql the condition, its columns unqualified
 * @param columns the columns that it reads
 */
public record RowFilter(String sql, Set<PlanColumn> columns) {

    /** Copies, sorted: a plan's hash is made of its text. */
    public RowFilter {
        columns = Collections.unmodifiableSet(sorted(columns));
    }

    private static Set<PlanColumn> sorted(Set<PlanColumn> columns) {
        Set<PlanColumn> sorted = new TreeSet<>(Comparator.comparing(PlanColumn::name));
        sorted.addAll(columns);
        return sorted;
    }
}
