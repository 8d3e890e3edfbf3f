package tidemark.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tidemark.change.TableName;
import tidemark.plan.ColumnType.Kind;

/**
 * A plan node drawn by hand, for tests: {@code table("track", "id").shows("id", "name").one("album", "album_id=id", album)}. A
 * column is an integer, or says otherwise: {@code name:text}.
 */
public final class Drawing {

    private final String table;
    private final List<PlanColumn> key;
    private final List<ShownColumn> shown = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private RowFilter filter;
    private boolean transparent;

    private record Step(String field, boolean many, List<JoinPair> on, List<SortKey> order, Drawing node) {}

    private Drawing(String table, List<PlanColumn> key) {
        this.table = table;
        this.key = key;
    }

    public static Drawing table(String table, String... key) {
        return new Drawing(table, Arrays.stream(key).map(Drawing::column).toList());
    }

    public static PlanColumn column(String text) {
        String[] parts = text.split(":", 2);
        String sql = parts.length == 1 ? "integer" : parts[1];
        return new PlanColumn(parts[0], type(sql));
    }

    public static ColumnType type(String sql) {
        if (sql.endsWith("[]")) {
            return new ColumnType(sql, Kind.ARRAY, type(sql.substring(0, sql.length() - 2)));
        }
        String bare = sql.replaceFirst("\\(.*\\)", "").toUpperCase(Locale.ROOT);
        return ColumnType.of(
                sql,
                switch (bare) {
                    case "CHARACTER VARYING", "CHARACTER", "CITEXT", "NAME" -> Kind.TEXT;
                    case "SMALLINT", "OID" -> Kind.INTEGER;
                    case "DOUBLE PRECISION" -> Kind.DOUBLE;
                    case "TIMESTAMP WITHOUT TIME ZONE" -> Kind.TIMESTAMP;
                    case "TIMESTAMP WITH TIME ZONE" -> Kind.TIMESTAMPTZ;
                    case "TIME WITHOUT TIME ZONE" -> Kind.TIME;
                    case "JSONB" -> Kind.JSON;
                    case "BYTEA" -> Kind.BINARY;
                    case "MOOD" -> Kind.ENUM;
                    case "PLACE" -> Kind.COMPOSITE;
                    default ->
                        Arrays.stream(Kind.values())
                                .filter(kind -> kind.name().equals(bare))
                                .findFirst()
                                .orElse(Kind.OTHER);
                });
    }

    public Drawing shows(String... columns) {
        for (String column : columns) {
            shown.add(new ShownColumn(column(column), column(column).name()));
        }
        return this;
    }

    public Drawing where(String sql, String... columns) {
        filter = new RowFilter(
                sql, Set.copyOf(Arrays.stream(columns).map(Drawing::column).toList()));
        return this;
    }

    public Drawing transparent() {
        transparent = true;
        return this;
    }

    /** An object; {@code on} is {@code parent=child,parent=child}. */
    public Drawing one(String field, String on, Drawing node) {
        steps.add(new Step(field, false, pairs(on), List.of(), node));
        return this;
    }

    /** A list in the order of these columns, {@code -} descending, and the key. */
    public Drawing many(String field, String on, Drawing node, String... order) {
        List<SortKey> sort = new ArrayList<>();
        for (String column : order) {
            boolean descending = column.startsWith("-");
            sort.add(new SortKey(column(descending ? column.substring(1) : column), descending));
        }
        node.key.forEach(column -> sort.add(new SortKey(column, false)));
        steps.add(new Step(field, true, pairs(on), sort, node));
        return this;
    }

    private static List<JoinPair> pairs(String on) {
        return Arrays.stream(on.split(","))
                .map(pair -> pair.split("="))
                .map(sides -> new JoinPair(column(sides[0]), column(sides[sides.length - 1])))
                .toList();
    }

    public DocumentPlan plan(String type) {
        return new DocumentPlan(type, node(""));
    }

    private PlanNode node(String path) {
        List<Embed> embeds = steps.stream()
                .map(step -> new Embed(
                        step.field,
                        step.many,
                        step.on,
                        step.order,
                        false,
                        step.node.node(path.isEmpty() ? step.field : path + "." + step.field)))
                .toList();
        return new PlanNode(path, new TableName("public", table), key, shown, filter, embeds, transparent);
    }
}
