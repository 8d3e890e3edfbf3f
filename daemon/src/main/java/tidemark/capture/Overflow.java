package tidemark.capture;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import tidemark.change.Moment;
import tidemark.change.Operation;

/**
 * The end of a full log. Beyond its limit rows are not logged but counted, by a sequence, which no writer waits for and no
 * rollback undoes; so nobody can miss that something was skipped. The package says how it is mended.
 */
public final class Overflow {

    private final LogSchema schema;
    private final long maxRows;

    /**
     * Of the log in this schema.
     *
     * @param maxRows after how many rows it stops growing
     */
    public Overflow(LogSchema schema, long maxRows) {
        this.schema = schema;
        this.maxRows = maxRows;
    }

    static String skippedCount(LogSchema schema) {
        return "(SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM " + schema.skipped() + ")";
    }

    /**
     * Whether rows were skipped that no OVERFLOW row tells of yet. To be asked after a snapshot was taken (in its
     * transaction will do): then no transaction that it shows can have skipped a row unnoticed. On a standby: whether the
     * log is full; there nobody can clear it.
     */
    public boolean happened(Connection connection) {
        String sql = "SELECT CASE WHEN pg_is_in_recovery() THEN (SELECT last_value FROM " + schema.sequence()
                + ") > (SELECT last_value FROM " + schema.limit() + ") ELSE " + skippedCount(schema)
                + " > (SELECT skips_handled FROM " + schema.control() + ") END";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1);
        } catch (SQLException e) {
            throw Failures.of("asking whether the change log is full", e);
        }
    }

    /**
     * Lets the log grow again and leaves one OVERFLOW row in it, which the next slice will show; does nothing if nothing
     * was skipped.
     *
     * @param connection in autocommit, to a server that takes writes
     * @return whether anything was skipped
     */
    public boolean clear(Connection connection) {
        if (!happened(connection)) {
            return false;
        }
        try (Statement statement = connection.createStatement()) {
            // Not undone by a rollback: what is skipped from here on was decided by a limit read earlier, and is
            // counted.
            statement.execute("SELECT setval('" + schema.limit().replace("'", "''") + "', (SELECT last_value FROM "
                    + schema.sequence() + ") + " + maxRows + ")");
            connection.setAutoCommit(false);
            try {
                statement.execute("UPDATE " + schema.control() + " SET skips_handled = " + skippedCount(schema));
                statement.execute(schema.insertMark("0", Operation.OVERFLOW.code()));
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
            return true;
        } catch (SQLException e) {
            throw Failures.of("reopening the change log", e);
        }
    }

    /**
     * A transaction id above that of every transaction that can have skipped a row until now. A rebuild that mends an
     * overflow asks for it when it starts, and again after a restart; its chunks are taken at moments that are {@link
     * #after}.
     *
     * @param connection in autocommit, to a server that takes writes
     */
    public long barrier(Connection connection) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_current_xact_id()::text")) {
            row.next();
            return Long.parseLong(row.getString(1));
        } catch (SQLException e) {
            throw Failures.of("asking for a transaction id", e);
        }
    }

    /** Whether every transaction below the barrier had ended at this moment. */
    public static boolean after(Moment moment, long barrier) {
        return moment.snapshot().xmin() >= barrier;
    }
}
