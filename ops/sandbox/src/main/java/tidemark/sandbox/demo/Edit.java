package tidemark.sandbox.demo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * One transaction of a scene.
 *
 * @param what it does, for people
 * @param work that does it
 * @param documents how many documents show what it changes, counted before it by SQL; -1 where nobody counted
 */
record Edit(String what, Work work, long documents) {
    static final long NOT_COUNTED = -1;

    /** What happens in a transaction. */
    interface Work {
        /** Does it, commits, and returns the transaction's id. */
        long commit(Connection connection) throws SQLException;
    }

    static Edit of(String... statements) {
        return counted(NOT_COUNTED, statements);
    }

    /** The same, of which it is known how many documents show it. */
    static Edit counted(long documents, String... statements) {
        List<String> all = List.of(statements);
        return new Edit(String.join("; ", all), connection -> commit(connection, all), documents);
    }

    /** The same, of which nobody has counted. */
    Edit uncounted() {
        return new Edit(what, work, NOT_COUNTED);
    }

    private static long commit(Connection connection, List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
            try (ResultSet row = statement.executeQuery("SELECT pg_current_xact_id()::text::bigint")) {
                row.next();
                long transaction = row.getLong(1);
                connection.commit();
                return transaction;
            }
        }
    }
}
