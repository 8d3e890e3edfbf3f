package tidemark.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;
import tidemark.change.Position;
import tidemark.change.Witness;

/**
 * Removes rows that were consumed and have been kept long enough. By coverage, never by age alone; never a witness; how far
 * it went is recorded in the same transaction.
 */
public final class Pruner {

    private final LogSchema schema;
    private final int batch;
    private final long maxRows;

    /**
     * Of the log in this schema.
     *
     * @param batch rows that one statement looks at
     * @param maxRows after how many rows the log stops growing; more than half of it, and consumed rows go before their time
     */
    public Pruner(LogSchema schema, int batch, long maxRows) {
        this.schema = schema;
        this.batch = batch;
        this.maxRows = maxRows;
    }

    /**
     * What may go.
     *
     * @param covered the position in the durable marker
     * @param keepFrom transactions at or above this are needed by a running job or another consumer; {@code
     *     Long.MAX_VALUE} for none
     * @param witnesses rows to keep beside those of the position: the chunks'
     * @param retention how long consumed rows are kept
     */
    public record Bounds(Position covered, long keepFrom, Collection<Witness> witnesses, Duration retention) {
        /** No transaction at or above this one loses rows. */
        long below() {
            return Math.min(covered.watermark().floor(), keepFrom);
        }
    }

    /**
     * Prunes batch after batch until nothing more may go, or the deadline.
     *
     * @param connection in autocommit; on a standby nothing is done
     * @param deadline by {@link System#nanoTime}; checked between batches
     * @return rows removed
     */
    public long prune(Connection connection, Bounds bounds, long deadline) {
        try {
            if (number(connection, "SELECT pg_is_in_recovery()::int") == 1) {
                return 0;
            }
            moveLimit(connection);
            long pruned = 0;
            long latest;
            do {
                latest = pruneBatch(connection, bounds);
                pruned += latest;
            } while (latest > 0 && System.nanoTime() - deadline < 0);
            if (pruned > 0) {
                moveLimit(connection);
            }
            return pruned;
        } catch (SQLException e) {
            throw Failures.of("pruning the change log", e);
        }
    }

    /** Looks only at the oldest rows, so that finding nothing to do is cheap. */
    private long pruneBatch(Connection connection, Bounds bounds) throws SQLException {
        String log = schema.log();
        String sql = "WITH oldest AS (SELECT xid, tid, logged_at FROM " + log
                + " WHERE xid < ?::xid8 AND tid <> ALL (?::uuid[])"
                + " ORDER BY xid, tid LIMIT " + batch + "),"
                + " gone AS (DELETE FROM " + log + " l USING oldest o WHERE l.xid = o.xid AND l.tid = o.tid"
                + " AND (o.logged_at < now() - ? * interval '1 millisecond' OR ?) RETURNING l.xid, l.layout, l.op),"
                + " counted AS (UPDATE " + schema.layout() + " l SET pruned = l.pruned + g.operations FROM"
                + " (SELECT layout, count(*) FILTER (WHERE op IN ('I', 'U', 'D')) AS operations FROM gone GROUP BY layout)"
                + " g WHERE l.id = g.layout),"
                + " noted AS (UPDATE " + schema.control() + " SET pruned_through = greatest(pruned_through,"
                + " (SELECT xid FROM gone ORDER BY xid DESC LIMIT 1)) WHERE EXISTS (SELECT 1 FROM gone))"
                + " SELECT count(*) FROM gone";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, String.valueOf(Math.max(0, bounds.below())));
            statement.setString(2, keep(bounds));
            statement.setLong(3, bounds.retention().toMillis());
            statement.setBoolean(4, crowded(connection));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static String keep(Bounds bounds) {
        return java.util.stream.Stream.concat(bounds.covered().witnesses().stream(), bounds.witnesses().stream())
                .map(witness -> witness.tid().toString())
                .distinct()
                .collect(Collectors.joining(",", "{", "}"));
    }

    private boolean crowded(Connection connection) throws SQLException {
        return number(
                        connection,
                        "SELECT (SELECT last_value FROM " + schema.limit() + ") - (SELECT last_value FROM "
                                + schema.sequence() + ")")
                < maxRows / 2;
    }

    /**
     * As many rows as were removed may be written again. The number of the oldest row tells how many there can be; rows
     * that are kept as witnesses make that too many, so they are passed over.
     */
    private void moveLimit(Connection connection) throws SQLException {
        String last = "(SELECT last_value FROM " + schema.sequence() + ")";
        String first = "(SELECT ('x' || left(replace(tid::text, '-', ''), 16))::bit(64)::bigint FROM " + schema.log()
                + " WHERE xid > (SELECT pruned_through FROM " + schema.control() + ") ORDER BY xid, tid LIMIT 1)";
        number(
                connection,
                "SELECT setval('" + schema.limit().replace("'", "''") + "', greatest((SELECT last_value FROM "
                        + schema.limit() + "), coalesce(" + first + " - 1, " + last + ") + " + maxRows + "))");
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
