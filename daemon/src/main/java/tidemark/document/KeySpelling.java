package tidemark.document;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import tidemark.change.Key;
import tidemark.lifecycle.PostgresFailure;
import tidemark.plan.ColumnType;
import tidemark.plan.PlanColumn;
import tidemark.plan.PlanNode;

/** Keys of a table as the server spells them: {@code 007} is {@code 7} for a number. Immutable. */
public final class KeySpelling {

    private final PlanNode node;

    /** Of the rows of this node. */
    public KeySpelling(PlanNode node) {
        this.node = node;
    }

    /**
     * Each as the server spells it.
     *
     * @param connection in autocommit: a text that the server refuses would end a transaction
     * @return in the order of the keys; empty for one that no row can ever have
     */
    public List<Optional<Key>> of(Connection connection, List<Key> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        boolean impossible = keys.size() == 1 && keys.get(0).values().stream().anyMatch(value -> value.indexOf(0) >= 0);
        if (impossible) {
            return List.of(Optional.empty());
        }
        try {
            return spelled(connection, keys);
        } catch (SQLException e) {
            if (!String.valueOf(e.getSQLState()).startsWith("22")) {
                throw PostgresFailure.of("reading keys of " + node.table(), e.getSQLState(), e);
            }
            if (keys.size() == 1) {
                return List.of(Optional.empty());
            }
            // One of them is to blame: each half by itself.
            List<Optional<Key>> all = new ArrayList<>(of(connection, keys.subList(0, keys.size() / 2)));
            all.addAll(of(connection, keys.subList(keys.size() / 2, keys.size())));
            return all;
        }
    }

    private List<Optional<Key>> spelled(Connection connection, List<Key> keys) throws SQLException {
        StringJoiner values = new StringJoiner(", ");
        StringJoiner names = new StringJoiner(", ");
        StringJoiner texts = new StringJoiner(", ");
        List<PlanColumn> columns = node.key();
        for (int i = 0; i < columns.size(); i++) {
            values.add("?");
            names.add("v" + i);
            ColumnType type = columns.get(i).type();
            String cut = "v" + i + "::" + type.sql();
            // As the column would have it, if that is the same value: 1.5 is 1.50 there, and 1.499 is nothing there.
            texts.add("CASE WHEN " + cut + " = v" + i + "::" + type.unbounded() + " THEN (" + cut + ")::text END");
        }
        String sql = "SELECT " + texts + " FROM unnest(" + values + ") WITH ORDINALITY k(" + names + ", i) ORDER BY i";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < columns.size(); i++) {
                int column = i;
                statement.setArray(
                        i + 1,
                        connection.createArrayOf(
                                "text",
                                keys.stream()
                                        .map(key -> key.values().get(column))
                                        .toArray()));
            }
            List<Optional<Key>> spelled = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    spelled.add(key(row, columns.size()));
                }
            }
            return spelled;
        }
    }

    private static Optional<Key> key(ResultSet row, int columns) throws SQLException {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
            String value = row.getString(i);
            if (value == null) {
                return Optional.empty();
            }
            values.add(value);
        }
        return Optional.of(new Key(values));
    }
}
