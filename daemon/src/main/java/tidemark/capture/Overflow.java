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
     * How full it is.
     *
     * @param skipping whether rows were skipped that no OVERFLOW row tells of yet; on a standby, where nobody can write one:
     *     whether the log is full
     * @param reopenedBy the transaction that let it grow again the last time; 0 for none. Every transaction that had skipped a
     *     row until then has a lower id
     * @param room how many rows may be logged until it is full; negative beyond; {@link #ENDLESS} where nothing fills
     */
    public record State(boolean skipping, long reopenedBy, long room) {

        /** The room of what is never full. */
        public static final long ENDLESS = Long.MAX_VALUE;

        /** Whether every transaction that can have skipped a row had ended at this moment: a rebuild sees what it wrote. */
        public boolean endedBy(Moment moment) {
            return moment.snapshot().xmin() >= reopenedBy;
        }
    }

    /**
     * Looks. To be asked after a snapshot was taken (in its transaction will do): then no transaction that it shows can have
     * skipped a row unnoticed.
     */
    public State state(Connection connection) {
        String sql = "SELECT CASE WHEN pg_is_in_recovery() THEN (SELECT last_value FROM " + schema.sequence()
                + ") > (SELECT last_value FROM " + schema.limit() + ") ELSE " + skippedCount(schema)
                + " > skips_handled END, reopened_by::text, (SELECT last_value FROM " + schema.limit()
                + ") - (SELECT last_value FROM " + schema.sequence() + ") FROM " + schema.control();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next()
                    ? new State(row.getBoolean(1), Long.parseLong(row.getString(2)), row.getLong(3))
                    : new State(false, 0, State.ENDLESS);
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
        if (!state(connection).skipping()) {
            return false;
        }
        try (Statement statement = connection.createStatement()) {
            // Not undone by a rollback: what is skipped from here on was decided by a limit read earlier, and is
            // counted. Who read it had its transaction id by then, so the one that is assigned below is higher.
            statement.execute("SELECT setval('" + schema.limit().replace("'", "''") + "', (SELECT last_value FROM "
                    + schema.sequence() + ") + " + maxRows + ")");
            connection.setAutoCommit(false);
            try {
                statement.execute("UPDATE " + schema.control() + " SET skips_handled = " + skippedCount(schema)
                        + ", reopened_by = pg_current_xact_id()");
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
}
