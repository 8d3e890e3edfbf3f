package tidemark.state;

/**
 * A conditional write found the state changed since it was read: another daemon leads, or a person edited it. Nothing was
 * written; whoever gets this reads the state anew and decides again.
 */
public final class StateLost extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What was found. */
    public StateLost(String message) {
        super(message);
    }
}
