package tidemark.capture;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tidemark.change.Change;
import tidemark.change.Key;
import tidemark.change.Operation;
import tidemark.change.TableName;

/** Makes changes of log rows: what the arrays of a row mean depends on its layout. Layouts are kept; none ever changes. */
final class Layouts {

    private record Layout(TableName table, List<String> edges) {}

    private final LogSchema schema;
    private final Map<Long, Layout> known = new ConcurrentHashMap<>();

    Layouts(LogSchema schema) {
        this.schema = schema;
    }

    /** Of a row {@code xid, tid, logged_at, layout, op, old_key, new_key, old_edges}. */
    Change change(Connection connection, ResultSet row) throws SQLException {
        Operation operation = Operation.of(row.getString(5).charAt(0));
        Layout layout = operation == Operation.OVERFLOW
                ? new Layout(new TableName(schema.schema(), "log"), List.of())
                : layout(connection, row.getLong(4));
        return new Change(
                Long.parseLong(row.getString(1)),
                row.getObject(2, java.util.UUID.class),
                row.getObject(3, java.time.OffsetDateTime.class).toInstant(),
                layout.table(),
                operation,
                key(row.getArray(6)),
                key(row.getArray(7)),
                edges(layout, row.getArray(8)));
    }

    private static @Nullable Key key(@Nullable Array array) throws SQLException {
        return array == null ? null : new Key(Arrays.asList(texts(array)));
    }

    private static Map<String, @Nullable String> edges(Layout layout, @Nullable Array array) throws SQLException {
        if (array == null) {
            return Map.of();
        }
        @Nullable String[] values = texts(array);
        Map<String, @Nullable String> edges = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            edges.put(layout.edges().get(i), values[i]);
        }
        return edges;
    }

    private static String[] texts(Array array) throws SQLException {
        return (String[]) array.getArray();
    }

    /** The table of a layout. */
    TableName table(Connection connection, long id) throws SQLException {
        return layout(connection, id).table();
    }

    private Layout layout(Connection connection, long id) throws SQLException {
        Layout found = known.get(id);
        if (found == null) {
            found = read(connection, id);
            known.put(id, found);
        }
        return found;
    }

    private Layout read(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT table_schema, table_name, edge_columns FROM " + schema.layout() + " WHERE id = ?")) {
            statement.setLong(1, id);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException(
                            "the change log in schema " + schema.schema() + " has rows of layout " + id
                                    + ", which its table of layouts does not know; run tidemark init");
                }
                return new Layout(
                        new TableName(row.getString(1), row.getString(2)),
                        new ArrayList<>(Arrays.asList(texts(row.getArray(3)))));
            }
        }
    }
}
