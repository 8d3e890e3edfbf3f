package tidemark.document;

import java.sql.SQLException;
import tidemark.lifecycle.SqlFault;
import tidemark.lifecycle.Unavailable;

/** What to throw for an SQL error. */
final class SqlTrouble {

    private SqlTrouble() {}

    /**
     * The exception for an error.
     *
     * @param doing what was being done, for instance {@code counting table track}
     */
    static RuntimeException of(SQLException error, String doing) {
        return switch (SqlFault.of(error.getSQLState())) {
            case AWAY ->
                new Unavailable(
                        Unavailable.Server.POSTGRES,
                        "PostgreSQL went away or gave up while " + doing + ": " + error.getMessage()
                                + "; check that it runs and what its timeouts are",
                        error);
            case DATA ->
                new IllegalStateException(
                        "A value in the database cannot be read while " + doing + ": " + error.getMessage()
                                + "; mend the row, or the filter that fails on it",
                        error);
            case OTHER ->
                new IllegalStateException(
                        "PostgreSQL refused a query while " + doing + ": " + error.getMessage()
                                + "; run `tidemark check`: a table, column or grant is not what it was at start",
                        error);
        };
    }
}
