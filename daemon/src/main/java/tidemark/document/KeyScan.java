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

    private static final int COUNTED_AT_A_TIME = 200_000;
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
        String sql = "SELECT " + columns(KeyScan::text) + " FROM " + rows() + after(after) + " ORDER BY " + columns
                + " LIMIT ?";
        try (PreparedStatement statement = snapshot.prepareStatement(sql)) {
            statement.setInt(bind(statement, after), limit);
            return keys(statement, root.key().size());
        } catch (SQLException e) {
            throw PostgresFailure.of("reading the keys of type " + plan.type(), e.getSQLState(), e);
        }
    }

    /**
     * How many rows there are, exactly: reads all keys, in the server, so many at a time that no statement takes long, however
     * large the table.
     */
    public long count(Connection snapshot) {
        return count(snapshot, COUNTED_AT_A_TIME);
    }

    long count(Connection snapshot, int page) {
        long rows = 0;
        Counted counted = new Counted(page, null);
        while (counted.rows() == page) {
            counted = countPage(snapshot, counted.last(), page);
            rows += counted.rows();
        }
        return rows;
    }

    private record Counted(long rows, @Nullable Key last) {}

    private Counted countPage(Connection snapshot, @Nullable Key after, int page) {
        String columns = columns(KeyScan::column);
        String sql = "WITH page AS MATERIALIZED (SELECT " + columns + " FROM " + rows() + after(after) + " ORDER BY "
                + columns + " LIMIT ?) SELECT " + columns(KeyScan::text)
                + ", (SELECT count(*) FROM page) FROM page AS r"
                + " ORDER BY "
                + root.key().stream().map(column -> column(column) + " DESC").collect(Collectors.joining(", "))
                + " LIMIT 1";
        try (PreparedStatement statement = snapshot.prepareStatement(sql)) {
            statement.setInt(bind(statement, after), page);
            try (ResultSet found = statement.executeQuery()) {
                int columnCount = root.key().size();
                return found.next()
                        ? new Counted(found.getLong(columnCount + 1), key(found, columnCount))
                        : new Counted(0, null);
            }
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
                keys.add(key(found, columns));
            }
        }
        return keys;
    }

    private static Key key(ResultSet row, int columns) throws SQLException {
        List<String> values = new ArrayList<>(columns);
        for (int i = 1; i <= columns; i++) {
            values.add(row.getString(i));
        }
        return new Key(values);
    }

    private String after(@Nullable Key after) {
        return after == null ? "" : " WHERE (" + columns(KeyScan::column) + ") > (" + columns(KeyScan::parameter) + ")";
    }

    /** Returns the number of the parameter that follows. */
    private static int bind(PreparedStatement statement, @Nullable Key after) throws SQLException {
        int parameter = 1;
        if (after != null) {
            for (String value : after.values()) {
                statement.setObject(parameter++, value, Types.OTHER);
            }
        }
        return parameter;
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
