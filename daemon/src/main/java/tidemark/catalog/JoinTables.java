package tidemark.catalog;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tables whose rows say nothing but that two others belong together. */
final class JoinTables {

    private JoinTables() {}

    /** Whether a table has nothing but a key and foreign keys, two at least, and nothing refers to it. */
    static boolean joins(Catalog catalog, Table table) {
        Set<String> linking = new HashSet<>();
        table.foreignKeys().forEach(key -> linking.addAll(key.columns()));
        if (table.foreignKeys().size() < 2
                || catalog.referring(table.name()).findAny().isPresent()) {
            return false;
        }
        List<String> key = Columns.names(table.key());
        if (!linking.containsAll(key) && table.foreignKeys().size() > 2) {
            return false; // a thing of its own, that refers to several others
        }
        return table.columns().stream()
                .map(Column::name)
                .allMatch(name -> linking.contains(name) || key.contains(name));
    }
}
