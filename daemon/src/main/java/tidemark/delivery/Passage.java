package tidemark.delivery;

/** One batch of documents of one type on its way: counts what becomes of each, and tells it at once when it is closed. One thread's. */
public final class Passage implements AutoCloseable {

    private final DocumentMetrics metrics;
    private final String type;
    private final int documents;
    private int written;
    private int superseded;
    private int deleted;
    private int troubled;
    private int foreign;

    private Passage(DocumentMetrics metrics, String type, int documents) {
        this.metrics = metrics;
        this.type = type;
        this.documents = documents;
    }

    /**
     * Documents enter a batch.
     *
     * @param documents how many, once for each index that they go to
     */
    public static Passage begin(DocumentMetrics metrics, String type, int documents) {
        metrics.entered(type, documents);
        return new Passage(metrics, type, documents);
    }

    /** A document ended so; what is not settled has not ended. */
    public void ended(Outcome outcome) {
        if (outcome instanceof Outcome.Written) {
            written++;
        } else if (outcome instanceof Outcome.Superseded) {
            superseded++;
        } else if (outcome instanceof Outcome.Deleted) {
            deleted++;
        } else if (outcome instanceof Outcome.Troubled) {
            troubled++;
        } else if (outcome instanceof Outcome.Foreign) {
            foreign++;
        }
    }

    /** Documents that could not be composed. */
    public void refused(int count) {
        troubled += count;
    }

    /** Documents without a row, that were never in this index. */
    public void absent(int count) {
        deleted += count;
    }

    @Override
    public void close() {
        int ended = written + superseded + deleted + troubled;
        metrics.over(
                type, new DocumentMetrics.Ended(written, superseded, deleted, troubled, foreign, documents - ended));
    }
}
