package tidemark.catalog;

import java.util.List;

/**
 * A unique index that covers every row by plain columns.
 *
 * @param name of the index
 * @param primary whether it is the primary key's
 * @param columns its columns, in index order
 */
public record UniqueKey(String name, boolean primary, List<String> columns) {

    /** Copies. */
    public UniqueKey {
        columns = List.copyOf(columns);
    }
}
