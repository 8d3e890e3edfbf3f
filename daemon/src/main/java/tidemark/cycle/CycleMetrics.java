package tidemark.cycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** What is counted of cycles. Called on the loop's thread alone. */
public interface CycleMetrics {

    /** Counts nothing. */
    CycleMetrics NONE = new CycleMetrics() {
        @Override
        public void read(long rows, long transactions, long objects, long documents) {}

        @Override
        public void behind(Instant since) {}

        @Override
        public void done(Duration took, Map<Phase, Duration> phases) {}

        @Override
        public void failed(RuntimeException cause) {}

        @Override
        public void troubled(Map<String, Integer> byType) {}
    };

    /** What a cycle spends its time on. */
    enum Phase {
        /** The state, the snapshot, the same history? */
        OPEN,
        /** The rows of the change log. */
        READ_LOG,
        /** Which documents show them. */
        INVALIDATE,
        /** From the first batch to the last, by the clock. */
        INDEX,
        /** Within that: documents from rows, over all workers. */
        COMPOSE,
        /** Within that: from sending to the answers, over all workers. */
        BULK,
        /** Within {@link #INDEX} too, where it is not done with the write. */
        REFRESH,
        /** The promise, the troubled, the marker, jobs. */
        STATE
    }

    /**
     * What a look read.
     *
     * @param rows of the change log
     * @param transactions that they belong to
     * @param objects that they changed
     * @param documents that show these, or did before
     */
    void read(long rows, long transactions, long objects, long documents);

    /** A change is not indexed yet that was logged then. */
    void behind(Instant since);

    /** A look that found documents is done. */
    void done(Duration took, Map<Phase, Duration> phases);

    /** A look that found documents was given up. */
    void failed(RuntimeException cause);

    /** How many documents could not be indexed so far, for every type. */
    void troubled(Map<String, Integer> byType);
}
