package tidemark.cli;

/**
 * The running daemon could not be asked, or would not do what it was asked for. Carries the exit code that this means and what
 * the person can do.
 */
final class DaemonFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int NOT_FOUND = 404;

    private final int exitCode;
    private final int status;
    private final String hint;

    private DaemonFailure(int exitCode, int status, String message, String hint) {
        super(message);
        this.exitCode = exitCode;
        this.status = status;
        this.hint = hint;
    }

    /** Nobody answers, or not in time. */
    static DaemonFailure away(String message, String hint) {
        return new DaemonFailure(ExitCodes.AWAY, 0, message, hint);
    }

    /** Somebody answers, but no daemon. */
    static DaemonFailure stranger(String message, String hint) {
        return new DaemonFailure(ExitCodes.CONFIGURATION, 0, message, hint);
    }

    /** The daemon answered with an error. */
    static DaemonFailure answered(int status, String message, String hint) {
        return new DaemonFailure(codeOf(status), status, message, hint);
    }

    private static int codeOf(int status) {
        return switch (status) {
            case 401, 403, 409 -> ExitCodes.REFUSED;
            case 408, 429, 502, 503, 504 -> ExitCodes.AWAY;
            default -> status >= 500 ? ExitCodes.BUG : ExitCodes.CONFIGURATION;
        };
    }

    int exitCode() {
        return exitCode;
    }

    /** What to do; may be empty. */
    String hint() {
        return hint;
    }

    /** Whether another try may succeed without anybody doing anything. */
    boolean mayPass() {
        return exitCode == ExitCodes.AWAY;
    }

    boolean notFound() {
        return status == NOT_FOUND;
    }
}
