package tidemark.document;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tidemark.change.Key;
import tidemark.change.TableName;
import tidemark.lifecycle.PostgresFailure;
import tidemark.plan.DocumentPlan;
import tidemark.plan.PlanColumn;
import tidemark.plan.PlanNode;
import tidemark.plan.Tuples;

/**
 * The keys of a document type's root rows, inside its filter: page by page in the order of the key's own index, counted, estimated,
 * looked up. Immutable; each call reads in the snapshot of the connection that is passed.
 */
public final class KeyScan {

    private static final Pattern ESTIMATED_ROWS = Pattern.compile("rows=(\\d+)");

    private final DocumentPlan plan;
    private final PlanNode root;
    private final Tuples tuples;

    /** The keys of this type. */
    public KeyScan(DocumentPlan plan) {
        this.plan = plan;
        root = plan.root();
        tuples = Tuples.of(root.key());
    }

    /**
     * The next keys in key order.
     *
     * @param after the last key of the page before; null to begin
     * @param limit how many at most
     * @return the keys; fewer than {@code limit} means that there are no more
     */
    public List<Key> next(Connection snapshot, @Nullable Key after, int limit) {
        String columns = columns(KeyScan::column);
        String from = after == null ? "" : " WHERE (" + columns + ") > (" + columns(KeyScan::parameter) + ")";
        String sql =
                "SELECT " + columns(KeyScan::text) + " FROM " + rows() + from + " ORDER BY " + columns + " LIMIT ?";
        try (PreparedStatement statement = snapshot.prepareStatement(sql)) {
            int parameter = 1;
            if (after != null) {
                for (String value : after.values()) {
                    statement.setObject(parameter++, value, Types.OTHER);
                }
            }
            statement.setInt(parameter, limit);
            return keys(statement, root.key().size());
        } catch (SQLException e) {
            throw PostgresFailure.of("reading the keys of type " + plan.type(), e.getSQLState(), e);
        }
    }

    /** How many rows there are, exactly: reads them all. */
    public long count(Connection snapshot) {
        try (PreparedStatement statement = snapshot.prepareStatement("SELECT count(*) FROM " + rows());
                ResultSet found = statement.executeQuery()) {
            found.next();
            return found.getLong(1);
        } catch (SQLException e) {
            throw PostgresFailure.of("counting the rows of type " + plan.type(), e.getSQLState(), e);
        }
    }

    /** How many rows the server's planner expects, from its statistics and the table's size: cheap, and never exact. */
    public long estimate(Connection snapshot) {
        try (PreparedStatement statement = snapshot.prepareStatement("EXPLAIN SELECT 1 FROM " + rows());
                ResultSet found = statement.executeQuery()) {
            found.next();
            String line = found.getString(1);
            Matcher rows = ESTIMATED_ROWS.matcher(line);
            if (!rows.find()) {
                throw new IllegalStateException("EXPLAIN gave no number of rows for type " + plan.type() + ": " + line);
            }
            return Long.parseLong(rows.group(1));
        } catch (SQLException e) {
            throw PostgresFailure.of("estimating the rows of type " + plan.type(), e.getSQLState(), e);
        }
    }

    /** Which of these keys have a row inside the filter, as they were given. */
    public Set<Key> existing(Connection snapshot, Collection<Key> keys) {
        List<Key> asked = List.copyOf(keys);
        String sql =
                "SELECT k.i FROM " + tuples.source() + " JOIN " + rows() + " ON " + tuples.matches("r", root.key());
        try (PreparedStatement statement = snapshot.prepareStatement(sql)) {
            int parameter = 1;
            for (String literal :
                    tuples.parameters(asked.stream().map(Key::values).toList())) {
                statement.setObject(parameter++, literal, Types.OTHER);
            }
            Set<Key> existing = new HashSet<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    existing.add(asked.get(found.getInt(1) - 1));
                }
            }
            return existing;
        } catch (SQLException e) {
            throw PostgresFailure.of("looking up keys of type " + plan.type(), e.getSQLState(), e);
        }
    }

    private static List<Key> keys(PreparedStatement statement, int columns) throws SQLException {
        List<Key> keys = new ArrayList<>();
        try (ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                List<String> values = new ArrayList<>(columns);
                for (int i = 1; i <= columns; i++) {
                    values.add(found.getString(i));
                }
                keys.add(new Key(values));
            }
        }
        return keys;
    }

    private String rows() {
        return root.rows(root.key()) + " AS r";
    }

    private String columns(Function<PlanColumn, String> form) {
        return root.key().stream().map(form).collect(Collectors.joining(", "));
    }

    private static String column(PlanColumn column) {
        return "r." + TableName.quote(column.name());
    }

    private static String text(PlanColumn column) {
        return column(column) + "::text";
    }

    private static String parameter(PlanColumn column) {
        return "?::" + column.type().unbounded();
    }
}
