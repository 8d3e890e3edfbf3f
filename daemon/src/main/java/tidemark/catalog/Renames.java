package tidemark.catalog;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tidemark.plan.ColumnChoice;

/** Columns whose names no field can have, each under a name that one can. */
final class Renames {

    private Renames() {}

    /**
     * The choice that shows every column.
     *
     * @param top whether the fields stand at the top of a document, where some names are taken
     */
    static ColumnChoice of(Table table, boolean top) {
        Set<String> taken = new HashSet<>(Columns.names(table.columns()));
        Map<String, String> as = new LinkedHashMap<>();
        for (Column column : table.columns()) {
            if (!fits(column.name(), top)) {
                String field = column.name().replaceAll("[.\\p{Cntrl}]+", "_").replaceAll("^[_\\s]+|\\s+$", "");
                field = field.isEmpty() ? "column" : field;
                while (!fits(field, top) || !taken.add(field)) {
                    field += "_";
                }
                as.put(column.name(), field);
            }
        }
        return as.isEmpty() ? ColumnChoice.ALL : new ColumnChoice(List.of(), List.of(), as);
    }

    private static boolean fits(String field, boolean top) {
        return FieldNames.possible(field) && !(top && FieldNames.RESERVED.contains(field));
    }
}
