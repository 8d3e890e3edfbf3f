package tidemark.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import tidemark.lifecycle.PostgresFailure;

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
     * @throws tidemark.lifecycle.Unavailable if the server is away, too slow, or dropped the connection
     */
    static <T> T read(Connection connection, String what, Work<T> work) {
        try {
            return connection.getAutoCommit() ? ownTransaction(connection, work) : savepoint(connection, work);
        } catch (SQLException e) {
            throw PostgresFailure.of("reading " + what, e.getSQLState(), e);
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
}
