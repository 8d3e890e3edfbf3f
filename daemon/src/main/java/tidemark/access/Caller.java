package tidemark.access;

/**
 * Whoever asks, once recognised.
 *
 * @param name as the grant has it
 * @param scope the most it may do
 */
public record Caller(String name, Scope scope) {

    /** Anybody, where nobody needs to show anything: on loopback, without grants. */
    public static final Caller ANYBODY = new Caller("anybody", Scope.OPERATE);

    /** Whether it may do what needs this scope. */
    public boolean may(Scope needed) {
        return scope.covers(needed);
    }
}
