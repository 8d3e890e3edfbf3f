package tidemark.invalidation;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tidemark.change.TableName;
import tidemark.plan.PlanColumn;
import tidemark.plan.PlanNode;
import tidemark.plan.Tuples;

/**
 * From values of some columns of a node's table to values of others, in the rows that the snapshot shows; without asking where
 * the ones contain the others and no filter hides rows. Immutable.
 */
final class Lookup {

    private static final int FETCH_ROWS = 1000;

    /** How many tuples go into one query, and how many come out at a time. */
    private static final int PAGE = 1000;

    private final Tuples tuples;
    private final int @Nullable [] projection;
    private final boolean hides;
    private final String filtered;
    private final String unfiltered;

    /** Takes pages of distinct tuples. */
    interface Sink {
        /** Takes a page; false ends the reading. */
        boolean take(List<List<String>> page) throws SQLException;
    }

    /**
     * Compiles the lookup.
     *
     * @param node whose rows are read
     * @param given the columns that have the values
     * @param tuples the values' form
     * @param wanted the columns that are asked for
     */
    Lookup(PlanNode node, List<PlanColumn> given, Tuples tuples, List<PlanColumn> wanted) {
        this.tuples = tuples;
        projection = projection(given, wanted);
        hides = node.filter() != null;
        String columns = wanted.stream()
                .map(column -> "r." + TableName.quote(column.name()) + "::text")
                .collect(Collectors.joining(", "));
        List<PlanColumn> needed = new ArrayList<>(given);
        needed.addAll(wanted);
        String before = "SELECT " + columns + " FROM " + tuples.source() + " JOIN ";
        String after = " AS r ON " + tuples.matches("r", given);
        filtered = before + node.rows(needed) + after;
        unfiltered = before + node.table().sql() + after;
    }

    private static int @Nullable [] projection(List<PlanColumn> given, List<PlanColumn> wanted) {
        List<String> names = given.stream().map(PlanColumn::name).toList();
        int[] places =
                wanted.stream().mapToInt(column -> names.indexOf(column.name())).toArray();
        for (int place : places) {
            if (place < 0) {
                return null;
            }
        }
        return places;
    }

    /**
     * Hands over the wanted values, those without null, page by page and distinct within a page.
     *
     * @param given distinct tuples
     * @param filter whether rows outside of the node's filter are left out
     */
    void read(Connection snapshot, Collection<List<String>> given, boolean filter, Sink sink) throws SQLException {
        List<List<String>> page = new ArrayList<>(Math.min(PAGE, given.size()));
        for (List<String> tuple : given) {
            page.add(tuple);
            if (page.size() == PAGE) {
                if (!readPage(snapshot, page, filter, sink)) {
                    return;
                }
                page.clear();
            }
        }
        if (!page.isEmpty()) {
            readPage(snapshot, page, filter, sink);
        }
    }

    private boolean readPage(Connection snapshot, List<List<String>> page, boolean filter, Sink sink)
            throws SQLException {
        int[] places = projection;
        if (places != null && !(filter && hides)) {
            Set<List<String>> projected = new LinkedHashSet<>();
            page.forEach(tuple -> projected.add(project(tuple, places)));
            return sink.take(List.copyOf(projected));
        }
        try (PreparedStatement statement = snapshot.prepareStatement(filter ? filtered : unfiltered)) {
            statement.setFetchSize(FETCH_ROWS);
            int parameter = 1;
            for (String literal : tuples.parameters(page)) {
                statement.setObject(parameter++, literal, Types.OTHER);
            }
            try (ResultSet found = statement.executeQuery()) {
                return pages(found, sink);
            }
        }
    }

    private static List<String> project(List<String> tuple, int[] places) {
        List<String> values = new ArrayList<>(places.length);
        for (int place : places) {
            values.add(tuple.get(place));
        }
        return values;
    }

    private static boolean pages(ResultSet found, Sink sink) throws SQLException {
        int columns = found.getMetaData().getColumnCount();
        Set<List<String>> page = new LinkedHashSet<>();
        while (found.next()) {
            List<String> values = new ArrayList<>(columns);
            for (int i = 1; i <= columns && values.size() == i - 1; i++) {
                String value = found.getString(i);
                if (value != null) {
                    values.add(value);
                }
            }
            if (values.size() == columns && page.add(values) && page.size() == PAGE) {
                if (!sink.take(List.copyOf(page))) {
                    return false;
                }
                page.clear();
            }
        }
        return page.isEmpty() || sink.take(List.copyOf(page));
    }
}
