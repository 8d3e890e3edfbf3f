package tidemark.http;

import org.jspecify.annotations.Nullable;
import tidemark.lifecycle.Unavailable;

/**
 * A request that cannot be answered as it was meant: {@code {error: {code, message, hint, field?}}}.
 */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String hint;
    private final @Nullable String field;

    private Problem(int status, String code, String message, String hint, @Nullable String field) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.hint = hint;
        this.field = field;
    }

    /** Something in the request is wrong. */
    public static Problem badRequest(@Nullable String field, String message, String hint) {
        return new Problem(400, "bad_request", message, hint, field);
    }

    static Problem unauthorized(String message, String hint) {
        return new Problem(401, "unauthorized", message, hint, null);
    }

    static Problem forbidden(String message, String hint) {
        return new Problem(403, "forbidden", message, hint, null);
    }

    /** There is no such thing. */
    public static Problem notFound(String message, String hint) {
        return new Problem(404, "not_found", message, hint, null);
    }

    static Problem methodNotAllowed(String message, String hint) {
        return new Problem(405, "method_not_allowed", message, hint, null);
    }

    /** The thing is in a state in which this cannot be done. */
    public static Problem conflict(@Nullable String field, String message, String hint) {
        return new Problem(409, "conflict", message, hint, field);
    }

    /** The request is too large. */
    public static Problem tooLarge(@Nullable String field, String message, String hint) {
        return new Problem(413, "too_large", message, hint, field);
    }

    /** What is there cannot be worked with, and a person must mend it. */
    public static Problem unprocessable(String message, String hint) {
        return new Problem(422, "unprocessable", message, hint, null);
    }

    static Problem tooLong(String message, String hint) {
        return new Problem(414, "uri_too_long", message, hint, null);
    }

    static Problem mediaType(String message, String hint) {
        return new Problem(415, "unsupported_media_type", message, hint, null);
    }

    static Problem bug() {
        return new Problem(500, "bug", "this is a bug; the log has the cause", "please report it", null);
    }

    static Problem busy() {
        return new Problem(503, "busy", "too many requests wait already", "ask again in a second", null);
    }

    /** The daemon has not reached its servers yet. */
    public static Problem notConnected() {
        return unavailable("the daemon is not connected yet", "GET /_indexer tells what it waits for");
    }

    /** A server is away, or the daemon has not begun. */
    public static Problem unavailable(String message, String hint) {
        return new Problem(503, "unavailable", message, hint, null);
    }

    static Problem away(Unavailable server) {
        return unavailable(
                server.server() + " is away: " + server.getMessage(), "nothing is lost; ask again when it is back");
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String hint() {
        return hint;
    }

    @Nullable
    String field() {
        return field;
    }
}
