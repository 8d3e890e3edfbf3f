package tidemark.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import tidemark.lifecycle.Unavailable;

/**
 * A read of which nothing stays behind: settings made within it are undone, an error within it spoils no transaction of the
 * caller. Inside a transaction it is a savepoint, else a read-only transaction of its own with one snapshot.
 */
final class Scratch {

    private static final String TIMEOUT = "30s";

    private Scratch() {}

    /** What is done with the connection. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * Does the work.
     *
     * @param what for messages: what is being read
     * @throws Unavailable if the server is away, too slow, or dropped the connection
     */
    static <T> T read(Connection connection, String what, Work<T> work) {
        try {
            return connection.getAutoCommit() ? ownTransaction(connection, work) : savepoint(connection, work);
        } catch (SQLException e) {
            if (away(e)) {
                throw new Unavailable(
                        Unavailable.Server.POSTGRES,
                        "PostgreSQL went away while reading " + what + "; check that it runs and answers",
                        e);
            }
            throw new IllegalStateException(
                    "cannot read " + what + ": " + e.getMessage() + " (SQLSTATE " + e.getSQLState()
                            + "); check the role's rights and the server's log",
                    e);
        }
    }

    private static <T> T ownTransaction(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            execute(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
            execute(connection, "SET LOCAL statement_timeout = '" + TIMEOUT + "'");
            return work.on(connection);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static <T> T savepoint(Connection connection, Work<T> work) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            execute(connection, "SET LOCAL statement_timeout = '" + TIMEOUT + "'");
            return work.on(connection);
        } finally {
            connection.rollback(before);
            connection.releaseSavepoint(before);
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Class 08: connection; 57: cancelled by timeout or shut down; 53: out of resources. */
    static boolean away(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return state.startsWith("08") || state.startsWith("57") || state.startsWith("53");
    }
}
