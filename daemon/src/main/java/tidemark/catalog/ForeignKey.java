package tidemark.catalog;

import java.util.List;
import tidemark.change.TableName;

/**
 * A foreign key.
 *
 * @param name of the constraint
 * @param from the table that has it
 * @param columns its columns, in constraint order
 * @param to the table that it refers to
 * @param targets the columns that it refers to, one for each of its own
 */
public record ForeignKey(String name, TableName from, List<String> columns, TableName to, List<String> targets) {

    /** Copies. */
    public ForeignKey {
        columns = List.copyOf(columns);
        targets = List.copyOf(targets);
        if (columns.isEmpty() || columns.size() != targets.size()) {
            throw new IllegalArgumentException("foreign key " + name + " of " + from + " needs pairs of columns");
        }
    }
}
