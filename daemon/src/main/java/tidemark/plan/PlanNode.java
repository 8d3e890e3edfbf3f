package tidemark.plan;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tidemark.change.TableName;

/**
 * A table at its place in a document.
 *
 * @param path dotted path of fields from the root, empty for the root; unique within a plan (a transparent node has the
 *     path of what stands in its place, and its table's name in parentheses as the last word)
 * @param table the table
 * @param key its key columns, in key order
 * @param columns what is shown of it, in order; empty for a transparent node
 * @param filter rows that count, or null for all
 * @param embeds what it embeds
 * @param transparent not shown itself: what its single embed shows stands in its place (a join table of which only the far
 *     side is wanted). A list found behind several rows is flattened, ordered by the far embed's order
 */
public record PlanNode(
        String path,
        TableName table,
        List<PlanColumn> key,
        List<ShownColumn> columns,
        @Nullable RowFilter filter,
        List<Embed> embeds,
        boolean transparent) {

    /** Copies and checks the shape. */
    public PlanNode {
        key = List.copyOf(key);
        columns = List.copyOf(columns);
        embeds = List.copyOf(embeds);
        if (key.isEmpty()) {
            throw new IllegalArgumentException("a plan node needs a key: " + table);
        }
        if (transparent && (embeds.size() != 1 || !columns.isEmpty())) {
            throw new IllegalArgumentException("a transparent node has one embed and shows no column: " + table);
        }
    }

    /**
     * The rows of this node that count, as something to select from: the table, or the table behind its filter. The filter stands
     * in a subquery of its own because its columns are unqualified.
     *
     * @param needed columns that are read from it
     */
    public String rows(Collection<PlanColumn> needed) {
        if (filter == null) {
            return table.sql();
        }
        String columns = new LinkedHashSet<>(needed)
                .stream().map(column -> TableName.quote(column.name())).collect(Collectors.joining(", "));
        return "(SELECT " + columns + " FROM " + table.sql() + " WHERE (" + filter.jdbc() + "\n))";
    }
}
