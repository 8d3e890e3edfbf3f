package tidemark.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import tidemark.change.Change;
import tidemark.change.Moment;
import tidemark.change.OperationCounts;

/** A table that tells what each transaction changed, as its reader sees it: {@code xid}, {@code tid}, and what a row means. */
interface ChangeTable {

    /** The relation, for SQL. */
    String relation();

    /** How it keeps transaction ids. */
    Ids ids();

    /** What is selected: xid, tid, time, and what {@link #row} needs. */
    String columns();

    /** A scalar SQL expression: whether changes were skipped that no row tells of. */
    String skipped();

    /** A scalar SQL expression: up to which transaction rows may have been removed, as a number; 0 for none. */
    String prunedThrough();

    /**
     * Up to which row, in the order of their making, rows came with a dump of another server that was restored here, and stay: those
     * of transactions that the snapshot's server has not begun, and whatever was made before them.
     *
     * @param connection in the snapshot's transaction
     * @return 0 for none, or if they are removed
     */
    long restoredThrough(Connection connection, Moment moment) throws SQLException;

    /**
     * A scalar SQL expression with one parameter, the end of a snapshot: whether rows made after {@code restoredThrough} belong to
     * transactions that this server has not begun.
     */
    String fromTheFuture(long restoredThrough);

    /** What {@code WHERE} adds so that only rows made after this one are seen; empty for 0. */
    String after(long restoredThrough);

    /**
     * How many operations were recorded since the log was installed, those included that were removed since; as far as the
     * snapshot shows.
     *
     * @param connection in the snapshot's transaction
     */
    OperationCounts operations(Connection connection, Moment moment) throws SQLException;

    /** What is selected to count operations, in groups of {@link #countedBy}; read by {@link #counts}. */
    String counted();

    /** What they are grouped by. */
    String countedBy();

    /** Runs a statement that selects {@link #counted}. */
    OperationCounts counts(Connection connection, PreparedStatement statement) throws SQLException;

    /** Where it is, for messages. */
    String name();

    /** What a row says. */
    Row row(Connection connection, ResultSet row) throws SQLException;

    /** The changes with what the log itself does not tell of them, in the same order. */
    List<Change> completed(Connection connection, List<Change> changes) throws SQLException;

    /**
     * A row.
     *
     * @param head says which row it is
     * @param changes of single objects, as far as the row tells
     */
    record Row(Change head, List<Change> changes) {}

    /** How a table keeps transaction ids. */
    enum Ids {
        XID8("xid8"),
        BIGINT("bigint");

        private final String sql;

        Ids(String sql) {
            this.sql = sql;
        }

        /** The type's name. */
        String sql() {
            return sql;
        }

        /** An expression of type xid8, as one of this type. */
        String of(String xid8) {
            return this == XID8 ? xid8 : "(" + xid8 + ")::text::bigint";
        }
    }
}
