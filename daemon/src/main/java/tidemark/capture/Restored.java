package tidemark.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/**
 * What a dump that was restored into another server leaves in the log: rows of transactions that this server has not begun yet,
 * and a pruning horizon of the server that the dump came from. Both are removed, else every look would find a history that is
 * not this one, for ever.
 */
public final class Restored {

    private static final int BATCH = 10_000;

    private final LogSchema schema;

    /** In the log of this schema. */
    public Restored(LogSchema schema) {
        this.schema = schema;
    }

    /**
     * Makes the log fit a position that has just been begun, of which no older one is used any more.
     *
     * <p>No genuine row is removed: a row that a statement sees was committed before the statement's snapshot, and carries
     * the id of the transaction that wrote it; so the id lies below the end of that snapshot.
     *
     * @param connection in autocommit, to a server that takes writes
     * @param floor of the position: everything below it is covered
     * @return rows removed
     */
    public long remove(Connection connection, long floor) {
        try {
            long removed = 0;
            Batch batch = new Batch(0, "0", new UUID(0, 0));
            do {
                batch = removeBatch(connection, batch);
                removed += batch.rows();
            } while (batch.rows() > 0);
            try (PreparedStatement horizon = connection.prepareStatement(
                    "UPDATE " + schema.control() + " SET pruned_through = ?::xid8 WHERE pruned_through >= ?::xid8")) {
                horizon.setString(1, String.valueOf(Math.max(0, floor - 1)));
                horizon.setString(2, String.valueOf(floor));
                horizon.executeUpdate();
            }
            try (PreparedStatement reopened = connection.prepareStatement("UPDATE " + schema.control()
                    + " SET reopened_by = '0' WHERE reopened_by >= pg_snapshot_xmax(pg_current_snapshot())")) {
                reopened.executeUpdate();
            }
            return removed;
        } catch (SQLException e) {
            throw Failures.of("removing what a restored dump left in the change log", e);
        }
    }

    /** How many rows a statement removed, and the last of them: what lies before need not be passed over again. */
    private record Batch(long rows, String xid, UUID tid) {}

    private Batch removeBatch(Connection connection, Batch before) throws SQLException {
        String sql = "WITH next AS (SELECT xid, tid FROM " + schema.log()
                + " WHERE xid >= pg_snapshot_xmax(pg_current_snapshot()) AND (xid, tid) > (?::xid8, ?)"
                + " ORDER BY xid, tid LIMIT " + BATCH + "), gone AS (DELETE FROM " + schema.log()
                + " l USING next n WHERE l.xid = n.xid AND l.tid = n.tid RETURNING l.xid, l.tid)"
                + " SELECT count(*) OVER (), gone.xid::text, gone.tid FROM gone ORDER BY gone.xid DESC, gone.tid DESC LIMIT 1";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, before.xid());
            statement.setObject(2, before.tid());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? new Batch(row.getLong(1), row.getString(2), row.getObject(3, UUID.class))
                        : new Batch(0, before.xid(), before.tid());
            }
        }
    }
}
