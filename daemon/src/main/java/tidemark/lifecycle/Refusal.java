package tidemark.lifecycle;

/**
 * Tidemark will not go on, and a person must act: wrong configuration, missing grant, somebody else's state. Not a bug and
 * not passing.
 */
public class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String hint;

    /**
     * A refusal.
     *
     * @param message what is wrong and where
     * @param hint what to do, ideally the command
     */
    public Refusal(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    /** What to do. */
    public String hint() {
        return hint;
    }
}
