package tidemark.sandbox.panels;

/** The trial cannot go on, for a reason that is told. */
final class TrialFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TrialFailure(String message) {
        super(message);
    }
}
