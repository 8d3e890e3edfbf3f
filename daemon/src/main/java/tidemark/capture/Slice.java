package tidemark.capture;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidemark.change.Change;
import tidemark.change.OperationCounts;
import tidemark.change.Watermark;

/**
 * What one read of the change log gave: whole transactions, ascending.
 *
 * @param rows how many rows
 * @param transactions of how many transactions
 * @param lastXid highest transaction id among them; 0 for none
 * @param firstTimestamp when the earliest of them was logged, or null for none
 * @param complete whether nothing visible was left
 * @param next the watermark once these rows are settled
 * @param highestConsumed highest transaction id ever consumed, these included
 * @param wal position in the write-ahead log that these rows lie below
 * @param newest a row of each transaction, of the newest {@value #MOST_NEWEST} by the time of logging
 * @param operations how many rows tell of a single object, by table
 */
public record Slice(
        long rows,
        int transactions,
        long lastXid,
        @Nullable Instant firstTimestamp,
        boolean complete,
        Watermark next,
        long highestConsumed,
        long wal,
        List<Change> newest,
        OperationCounts operations) {

    /** More transactions than this in one slice are witnessed by the newest of them: history is lost from its end. */
    static final int MOST_NEWEST = 256;

    /** Copies. */
    public Slice {
        newest = List.copyOf(newest);
    }
}
