package tidemark.invalidation;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tidemark.change.TableName;
import tidemark.lifecycle.PostgresFailure;
import tidemark.plan.DocumentPlan;
import tidemark.plan.Embed;
import tidemark.plan.PlanColumn;
import tidemark.plan.PlanNode;

/** Joins that no index serves: each batch and each climb reads the whole table there. Slow, and true all the same. */
public final class Indexes {

    private static final String SERVED = """
            SELECT EXISTS (
              SELECT FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
              WHERE n.nspname = ? AND c.relname = ? AND a.attname = ANY (?::text[]) AND i.indisvalid AND i.indpred IS NULL)""";

    private Indexes() {}

    /**
     * A join column without an index.
     *
     * @param table that has it
     * @param columns by which it is joined
     */
    public record Missing(TableName table, List<String> columns) {

        /** The statement that mends it. */
        public String command() {
            return "CREATE INDEX CONCURRENTLY ON " + table.sql() + " ("
                    + String.join(", ", columns.stream().map(TableName::quote).toList()) + ")";
        }
    }

    /** The joins of these plans that no index serves, on either side; an index that begins with one of the columns serves. */
    public static Set<Missing> missing(Connection connection, Collection<DocumentPlan> plans) {
        Set<Missing> missing = new LinkedHashSet<>();
        try {
            for (Missing join : joins(plans)) {
                if (!served(connection, join)) {
                    missing.add(join);
                }
            }
        } catch (SQLException e) {
            throw PostgresFailure.of("looking for the indexes of joins", e.getSQLState(), e);
        }
        return missing;
    }

    private static Set<Missing> joins(Collection<DocumentPlan> plans) {
        Set<Missing> joins = new LinkedHashSet<>();
        for (DocumentPlan plan : plans) {
            for (PlanNode node : plan.nodes()) {
                for (Embed embed : node.embeds()) {
                    joins.add(join(
                            node, embed.on().stream().map(pair -> pair.parent()).toList()));
                    joins.add(join(
                            embed.node(),
                            embed.on().stream().map(pair -> pair.child()).toList()));
                }
            }
        }
        return joins;
    }

    private static Missing join(PlanNode node, List<PlanColumn> columns) {
        return new Missing(node.table(), columns.stream().map(PlanColumn::name).toList());
    }

    private static boolean served(Connection connection, Missing join) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SERVED)) {
            statement.setString(1, join.table().schema());
            statement.setString(2, join.table().name());
            statement.setArray(
                    3, connection.createArrayOf("text", join.columns().toArray()));
            try (ResultSet found = statement.executeQuery()) {
                found.next();
                return found.getBoolean(1);
            }
        }
    }
}
