package tidemark.delivery;

/**
 * What is told of documents on their way to an index, a batch at a time. A document that goes to two indices is two.
 *
 * <p>The arithmetic, at every moment: {@code read = written + superseded + deleted + troubled + in flight}. Where each is counted:
 * read when a batch begins ({@link Passage#begin}), the four outcomes when it is over ({@link Passage#close}); a try that came to
 * nothing is no outcome, and a document that rides again is not read again.
 */
public interface DocumentMetrics {

    /** Counts nothing. */
    DocumentMetrics NONE = new DocumentMetrics() {
        @Override
        public void entered(String type, int documents) {}

        @Override
        public void over(String type, Ended ended) {}
    };

    /** Documents of this type enter a batch. */
    void entered(String type, int documents);

    /** The batch is over. */
    void over(String type, Ended ended);

    /**
     * How its documents ended: each is in exactly one of the numbers but {@code foreign}.
     *
     * @param foreign those of the unended that somebody else had written
     * @param unended those that ride again
     */
    record Ended(int written, int superseded, int deleted, int troubled, int foreign, int unended) {}
}
