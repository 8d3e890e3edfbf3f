package tidemark.lifecycle;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells by SQLSTATE (PostgreSQL manual, "PostgreSQL Error Codes") whether a failure passes by itself, needs a person, or is
 * a bug.
 */
public final class PostgresFailure {

    /** Connection trouble, resources, operator intervention. */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "53", "57", "58");

    /**
     * A lock not granted in time, a deadlock, a conflict with recovery (on a standby also how a dead connection looks),
     * a prepared statement or snapshot that went with its server, a write to what has become a standby.
     */
    private static final Set<String> PASSING = Set.of("55P03", "40P01", "40001", "25006", "25P03", "25P04");

    /** Data exceptions, cardinality, program limits, errors raised in functions. */
    private static final Set<String> VALUE_CLASSES = Set.of("21", "22", "38", "39", "54", "P0");

    /** Damaged rows and indexes. */
    private static final Set<String> DAMAGE = Set.of("XX001", "XX002");

    private static final String NO_PRIVILEGE = "42501";

    /** Tables, columns, functions that are not there, or of another type. */
    private static final String NAMES_CLASS = "42";

    private PostgresFailure() {}

    /** Whether waiting and trying again is the right answer. */
    public static boolean passes(@Nullable String sqlState) {
        return sqlState != null
                && sqlState.length() == 5
                && (PASSING.contains(sqlState) || PASSING_CLASSES.contains(sqlState.substring(0, 2)));
    }

    /** A table changed under a prepared statement; the driver has dropped the statement already. */
    private static boolean stalePlan(@Nullable String sqlState, Throwable cause) {
        return "0A000".equals(sqlState) && String.valueOf(cause.getMessage()).contains("cached plan");
    }

    /** Whether one of the values that were read or passed is at fault: the same without it would have worked. */
    public static boolean blamesValue(@Nullable String sqlState) {
        return sqlState != null
                && sqlState.length() == 5
                && (DAMAGE.contains(sqlState) || VALUE_CLASSES.contains(sqlState.substring(0, 2)));
    }

    /**
     * The exception to throw.
     *
     * @param doing what was tried, for instance {@code reading the change log}
     * @param sqlState what the driver's exception says
     * @param cause the driver's exception
     */
    public static RuntimeException of(String doing, @Nullable String sqlState, Throwable cause) {
        String message = doing + " failed: " + cause.getMessage();
        // The driver says an interrupt as a failure of its own; the flag still stands, and the next wait of the caller
        // ends by it.
        if (passes(sqlState)
                || stalePlan(sqlState, cause)
                || Thread.currentThread().isInterrupted()) {
            return new Unavailable(Unavailable.Server.POSTGRES, message, cause);
        }
        if (NO_PRIVILEGE.equals(sqlState)) {
            Refusal refusal = new Refusal(message, "grant what is missing: tidemark init --print --grant-to ROLE");
            refusal.initCause(cause);
            return refusal;
        }
        String known = message + " (SQLSTATE " + sqlState + ")";
        return sqlState != null && sqlState.startsWith(NAMES_CLASS)
                ? new SchemaChanged(known, cause)
                : new IllegalStateException(known, cause);
    }
}
