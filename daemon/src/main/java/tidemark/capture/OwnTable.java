package tidemark.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tidemark.change.Change;
import tidemark.change.Moment;
import tidemark.change.OperationCounts;
import tidemark.change.TableName;

/** The log that Tidemark's own triggers fill. */
final class OwnTable implements ChangeTable {

    private final LogSchema schema;
    private final Layouts layouts;

    OwnTable(LogSchema schema) {
        this.schema = schema;
        this.layouts = new Layouts(schema);
    }

    @Override
    public String relation() {
        return schema.log();
    }

    @Override
    public Ids ids() {
        return Ids.XID8;
    }

    @Override
    public String columns() {
        return "xid, tid, logged_at, layout, op, old_key, new_key, old_edges";
    }

    /** On a standby the sequence is ahead of what happened, and nobody there could clear it. */
    @Override
    public String skipped() {
        return "NOT pg_is_in_recovery() AND " + Overflow.skippedCount(schema) + " > (SELECT skips_handled FROM "
                + schema.control() + ")";
    }

    @Override
    public String prunedThrough() {
        return "(SELECT pruned_through FROM " + schema.control() + ")";
    }

    /** {@link Restored} removes them. */
    @Override
    public long restoredThrough(Connection connection, Moment moment) {
        return 0;
    }

    /** A probe of the index. */
    @Override
    public String fromTheFuture(long restoredThrough) {
        return "(SELECT true FROM " + relation() + " l WHERE l.xid >= ?::xid8 ORDER BY l.xid LIMIT 1) IS NOT NULL";
    }

    @Override
    public String after(long restoredThrough) {
        return "";
    }

    @Override
    public OperationCounts operations(Connection connection, Moment moment) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT id, pruned FROM " + schema.layout()
                + " UNION ALL SELECT " + counted() + " FROM " + relation() + " WHERE xid < ?::xid8 GROUP BY "
                + countedBy())) {
            statement.setString(1, String.valueOf(moment.snapshot().xmax()));
            return counts(connection, statement);
        }
    }

    @Override
    public String counted() {
        return "layout, count(*) FILTER (WHERE op IN ('I', 'U', 'D'))";
    }

    @Override
    public String countedBy() {
        return "layout";
    }

    @Override
    public OperationCounts counts(Connection connection, PreparedStatement statement) throws SQLException {
        Map<Long, Long> byLayout = new TreeMap<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                byLayout.merge(row.getLong(1), row.getLong(2), Long::sum);
            }
        }
        Map<TableName, Long> byTable = new HashMap<>();
        for (Map.Entry<Long, Long> entry : byLayout.entrySet()) {
            if (entry.getValue() > 0) {
                byTable.merge(layouts.table(connection, entry.getKey()), entry.getValue(), Long::sum);
            }
        }
        return new OperationCounts(byTable);
    }

    @Override
    public String name() {
        return schema.schema();
    }

    @Override
    public Row row(Connection connection, ResultSet row) throws SQLException {
        Change change = layouts.change(connection, row);
        return new Row(change, List.of(change));
    }

    @Override
    public List<Change> completed(Connection connection, List<Change> changes) {
        return changes;
    }
}
