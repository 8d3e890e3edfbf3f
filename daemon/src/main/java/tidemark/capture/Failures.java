package tidemark.capture;

import java.sql.SQLException;
import java.util.Set;
import tidemark.lifecycle.PostgresFailure;
import tidemark.lifecycle.Refusal;

/** What the driver's exceptions mean to this room. */
final class Failures {

    /** No such table, schema, column. */
    private static final Set<String> NOT_INSTALLED = Set.of("42P01", "3F000", "42703");

    private Failures() {}

    static RuntimeException of(String doing, SQLException e) {
        if (NOT_INSTALLED.contains(String.valueOf(e.getSQLState()))) {
            Refusal refusal = new Refusal(
                    doing + " failed, the change log is missing or older than this program: " + e.getMessage(),
                    "tidemark init");
            refusal.initCause(e);
            return refusal;
        }
        return PostgresFailure.of(doing, e.getSQLState(), e);
    }
}
