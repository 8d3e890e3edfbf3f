package tidemark.invalidation;

import java.sql.SQLException;
import tidemark.lifecycle.SqlFault;
import tidemark.lifecycle.Unavailable;

/** What to throw for an SQL error. */
final class SqlTrouble {

    private SqlTrouble() {}

    static RuntimeException of(SQLException error) {
        if (SqlFault.of(error.getSQLState()) == SqlFault.AWAY) {
            return new Unavailable(
                    Unavailable.Server.POSTGRES,
                    "PostgreSQL went away or gave up while looking for affected documents: " + error.getMessage()
                            + "; check that it runs and what its timeouts are",
                    error);
        }
        return new IllegalStateException(
                "PostgreSQL refused a query while looking for affected documents: " + error.getMessage()
                        + "; run `tidemark check`: a table, column or grant is not what it was at start",
                error);
    }
}
