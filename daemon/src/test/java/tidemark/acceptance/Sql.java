package tidemark.acceptance;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Statements of a drill. */
final class Sql {
    private Sql() {}

    /** Runs them in the connection's transaction, and returns its id, {@code xid8}. */
    static long execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
            try (ResultSet row = statement.executeQuery("SELECT pg_current_xact_id()::text")) {
                row.next();
                return Long.parseLong(row.getString(1));
            }
        }
    }
}
