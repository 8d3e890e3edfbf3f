package tidemark.catalog;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tidemark.plan.DocumentPlan;
import tidemark.plan.PlanColumn;
import tidemark.plan.TrackedTable;

/** Whether a database still has what a plan was made from, some time ago. No I/O. */
public final class PlanFit {

    private PlanFit() {}

    /** What is missing, of another type, or not for this role: {@code table} or {@code table.column}, in name order. */
    public static List<String> misfits(Catalog catalog, DocumentPlan plan) {
        Set<String> misfits = new TreeSet<>();
        for (TrackedTable used : TrackedTable.of(List.of(plan))) {
            Table table = catalog.find(used.table()).orElse(null);
            if (table == null) {
                misfits.add(used.table().toString());
            } else {
                used.columns().values().stream()
                        .filter(column -> !has(table, column))
                        .forEach(column -> misfits.add(used.table() + "." + column.name()));
            }
        }
        return List.copyOf(misfits);
    }

    private static boolean has(Table table, PlanColumn column) {
        return table.column(column.name())
                .filter(found -> found.readable() && found.type().equals(column.type()))
                .isPresent();
    }
}
