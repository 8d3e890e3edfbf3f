package tidemark.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import tidemark.change.TableName;

/**
 * Many values of the same columns as one SQL row source with one parameter per column, whatever their number,
 * {@code unnest(?::bigint[], ?::text[]) WITH ORDINALITY AS k(v1, v2, i)}. A tuple is a list of texts, one per column, as PostgreSQL
 * prints them; {@code i} counts the tuples from 1. The join goes through the columns' own operators, so that their indexes serve.
 *
 * @param types of the columns
 */
public record Tuples(List<ColumnType> types) {

    /** Copies. */
    public Tuples {
        types = List.copyOf(types);
        if (types.isEmpty()) {
            throw new IllegalArgumentException("tuples need at least one column");
        }
    }

    /** Tuples of values of these columns. */
    public static Tuples of(List<PlanColumn> columns) {
        return new Tuples(columns.stream().map(PlanColumn::type).toList());
    }

    /** The row source, under the name {@code k}; the ordinal is {@code k.i}. */
    public String source() {
        StringJoiner parameters = new StringJoiner(", ", "unnest(", ")");
        StringJoiner names = new StringJoiner(", ", " WITH ORDINALITY AS k(", ", i)");
        for (int i = 0; i < types.size(); i++) {
            parameters.add("?::" + transferred(types.get(i)) + "[]");
            names.add("v" + (i + 1));
        }
        return parameters + names.toString();
    }

    /** The value of the column at this index (from 0) in the row source. */
    public String value(int index) {
        ColumnType type = types.get(index);
        String value = "k.v" + (index + 1);
        return type.element() == null ? value : value + "::" + type.unbounded();
    }

    /**
     * The condition that {@code alias} has the values of a tuple in these columns. For a single column it says so twice: from the
     * join alone the planner often concludes that reading the whole table is cheaper than a thousand look-ups in an index.
     */
    public String matches(String alias, List<PlanColumn> columns) {
        StringJoiner conditions = new StringJoiner(" AND ");
        for (int i = 0; i < types.size(); i++) {
            conditions.add(alias + "." + TableName.quote(columns.get(i).name()) + " = " + value(i));
        }
        if (repeated()) {
            conditions.add(alias + "." + TableName.quote(columns.get(0).name()) + " = ANY (?::"
                    + transferred(types.get(0)) + "[])");
        }
        return conditions.toString();
    }

    /**
     * The parameters of {@link #source()} and, after it, {@link #matches}: array literals. To be bound without a type ({@code Types.OTHER}), so that the server sees an
     * array of the column's own type.
     */
    public List<String> parameters(List<? extends List<String>> tuples) {
        List<String> literals = new ArrayList<>(types.size());
        for (int i = 0; i < types.size(); i++) {
            StringBuilder literal = new StringBuilder(tuples.size() * 12 + 2).append('{');
            for (List<String> tuple : tuples) {
                quote(literal.length() > 1 ? literal.append(',') : literal, tuple.get(i));
            }
            literals.add(literal.append('}').toString());
        }
        if (repeated()) {
            literals.add(literals.get(0));
        }
        return literals;
    }

    private boolean repeated() {
        return types.size() == 1 && types.get(0).element() == null;
    }

    // An array of arrays would be unnested to the bottom: arrays travel as text and are cast one by one.
    private static String transferred(ColumnType type) {
        return type.element() == null ? type.unbounded() : "text";
    }

    private static void quote(StringBuilder out, String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
    }
}
