package tidemark.elasticsearch;

/** Elasticsearch answered with more than whoever asked can take. */
public final class AnswerTooLarge extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int limit;

    AnswerTooLarge(int limit, Throwable cause) {
        super("Elasticsearch answered with more than " + limit + " bytes", cause);
        this.limit = limit;
    }

    /** How many bytes it might have had. */
    public int limit() {
        return limit;
    }
}
