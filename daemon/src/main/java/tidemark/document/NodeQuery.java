package tidemark.document;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import tidemark.change.TableName;
import tidemark.plan.Embed;
import tidemark.plan.JoinPair;
import tidemark.plan.PlanColumn;
import tidemark.plan.PlanNode;
import tidemark.plan.ShownColumn;
import tidemark.plan.SortKey;
import tidemark.plan.Tuples;

/**
 * The one query by which a plan node is read for a batch: the rows that have the wanted values in some columns. Transparent nodes
 * before it are joined in the same query. Immutable.
 */
final class NodeQuery {

    private final String sql;
    private final Tuples tuples;
    private final List<Field> fields = new ArrayList<>();
    private final List<int[]> joins = new ArrayList<>();

    /**
     * Compiles the query.
     *
     * @param chain transparent nodes and the one that is shown, each embedded in the one before it
     * @param wanted the columns of the first one that have the wanted values
     * @param tuples their form: typed as on the side that the values come from, whose text is theirs
     * @param order of the rows of one tuple; empty for any
     */
    NodeQuery(List<PlanNode> chain, List<PlanColumn> wanted, Tuples tuples, List<SortKey> order) {
        this.tuples = tuples;
        PlanNode shown = chain.get(chain.size() - 1);
        String alias = "n" + (chain.size() - 1);
        Map<String, Integer> selected = new LinkedHashMap<>();
        selected.put("k.i", 1);
        for (ShownColumn column : shown.columns()) {
            Rendering.of(column.column().type())
                    .ifPresent(rendering -> fields.add(new Field(
                            column.field(),
                            select(
                                    selected,
                                    Rendering.expression(column.column().type(), ref(alias, column.column()))),
                            rendering)));
        }
        for (Embed embed : shown.embeds()) {
            joins.add(embed.on().stream()
                    .mapToInt(pair -> select(selected, ref(alias, pair.parent()) + "::text"))
                    .toArray());
        }
        sql = "SELECT " + String.join(", ", selected.keySet()) + " FROM " + tuples.source() + from(chain, wanted, order)
                + order(alias, order);
    }

    private static int select(Map<String, Integer> selected, String expression) {
        return selected.computeIfAbsent(expression, any -> selected.size() + 1);
    }

    private static String ref(String alias, PlanColumn column) {
        return alias + "." + TableName.quote(column.name());
    }

    private String from(List<PlanNode> chain, List<PlanColumn> wanted, List<SortKey> order) {
        StringBuilder from = new StringBuilder();
        for (int i = 0; i < chain.size(); i++) {
            PlanNode node = chain.get(i);
            List<PlanColumn> needed = new ArrayList<>();
            node.columns().forEach(column -> needed.add(column.column()));
            node.embeds().forEach(embed -> embed.on().forEach(pair -> needed.add(pair.parent())));
            if (i == chain.size() - 1) {
                order.forEach(sort -> needed.add(sort.column()));
            }
            String condition;
            if (i == 0) {
                needed.addAll(wanted);
                condition = tuples.matches("n0", wanted);
            } else {
                List<JoinPair> on = chain.get(i - 1).embeds().get(0).on();
                on.forEach(pair -> needed.add(pair.child()));
                condition = joined(on, "n" + (i - 1), "n" + i);
            }
            from.append(" JOIN ")
                    .append(node.rows(needed))
                    .append(" AS n")
                    .append(i)
                    .append(" ON ")
                    .append(condition);
        }
        return from.toString();
    }

    private static String joined(List<JoinPair> on, String parent, String child) {
        StringJoiner condition = new StringJoiner(" AND ");
        on.forEach(pair -> condition.add(ref(child, pair.child()) + " = " + ref(parent, pair.parent())));
        return condition.toString();
    }

    private static String order(String alias, List<SortKey> order) {
        if (order.isEmpty()) {
            return "";
        }
        StringJoiner by = new StringJoiner(", ", " ORDER BY k.i, ", "");
        order.forEach(sort -> by.add(ref(alias, sort.column()) + (sort.descending() ? " DESC" : "")));
        return by.toString();
    }

    /** Reads the rows of all wanted tuples. */
    NodeRows read(Batch batch, List<? extends List<String>> wanted) throws SQLException {
        NodeRows rows = new NodeRows(joins.size(), batch.nodeBytes());
        if (wanted.isEmpty()) {
            return rows;
        }
        long start = System.nanoTime();
        try (PreparedStatement statement = batch.connection().prepareStatement(sql)) {
            statement.setFetchSize(batch.fetchRows());
            int parameter = 1;
            for (String literal : tuples.parameters(wanted)) {
                statement.setObject(parameter++, literal, Types.OTHER);
            }
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    add(rows, found);
                }
            }
        }
        batch.meter().queried(rows.count(), System.nanoTime() - start);
        return rows;
    }

    private void add(NodeRows rows, ResultSet found) throws SQLException {
        int row = rows.begin(found.getInt(1) - 1);
        JsonBytes own = rows.own();
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            if (i > 0) {
                own.add(',');
            }
            if (!field.write(found.getBytes(field.index), own)) {
                rows.lose(row, field.name);
            }
        }
        rows.end();
        for (int i = 0; i < joins.size(); i++) {
            rows.join(i).put(row, values(found, joins.get(i)));
        }
    }

    private static @Nullable List<String> values(ResultSet found, int[] columns) throws SQLException {
        if (columns.length == 1) {
            String value = found.getString(columns[0]);
            return value == null ? null : List.of(value);
        }
        List<String> values = new ArrayList<>(columns.length);
        for (int column : columns) {
            String value = found.getString(column);
            if (value == null) {
                return null;
            }
            values.add(value);
        }
        return values;
    }

    private static final class Field {
        private final String name;
        private final byte[] label;
        private final int index;
        private final Rendering rendering;

        Field(String name, int index, Rendering rendering) {
            this.name = name;
            this.index = index;
            this.rendering = rendering;
            label = NodeReader.label(name);
        }

        boolean write(byte @Nullable [] value, JsonBytes out) {
            out.raw(label);
            if (value == null) {
                out.nothing();
                return true;
            }
            return rendering.write(value, out);
        }
    }
}
