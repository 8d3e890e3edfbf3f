package tidemark.lifecycle;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whose fault an SQL error is, by its SQLSTATE (PostgreSQL manual, appendix "PostgreSQL Error Codes"). */
public enum SqlFault {
    /** The server is away, overloaded, or gave up in time: try again later. */
    AWAY,
    /** One of the values read or passed: other rows are readable. */
    DATA,
    /** A bug, a missing grant, a table that is not as expected. */
    OTHER;

    /** Too many connections, shutdown, timeouts, conflicts with recovery, trouble with files, locks not had in time. */
    private static final Set<String> AWAY_CLASSES = Set.of("08", "40", "53", "57", "58");

    /** Data exceptions, cardinality, program limits, errors raised in functions. */
    private static final Set<String> DATA_CLASSES = Set.of("21", "22", "38", "39", "54", "P0");

    /** Whose fault it is; an error without a state comes from the driver that lost its connection. */
    public static SqlFault of(@Nullable String sqlState) {
        if (sqlState == null || sqlState.length() < 2 || sqlState.equals("55P03")) {
            return AWAY;
        }
        String group = sqlState.substring(0, 2);
        if (AWAY_CLASSES.contains(group)) {
            return AWAY;
        }
        boolean damaged = sqlState.equals("XX001") || sqlState.equals("XX002");
        return damaged || DATA_CLASSES.contains(group) ? DATA : OTHER;
    }
}
