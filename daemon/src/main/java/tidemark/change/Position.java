package tidemark.change;

import java.util.List;

/**
 * How far the change log was consumed, with what proves that it is still the same log: the payload of the marker.
 *
 * @param watermark which transactions are covered
 * @param highestConsumed highest transaction id ever consumed; 0 for none
 * @param witnesses recent log rows: those of the last look that had any, and of the last ten minutes
 * @param wal write-ahead log position of the snapshot
 * @param timeline its timeline
 * @param restoredThrough rows up to this one, in the order of their making, came with a restored dump and tell of another server's
 *     transactions; 0 for none
 * @param operations how many operations were consumed since the log was installed
 */
public record Position(
        Watermark watermark,
        long highestConsumed,
        List<Witness> witnesses,
        long wal,
        int timeline,
        long restoredThrough,
        OperationCounts operations) {

    /** Copies the witnesses. */
    public Position {
        witnesses = List.copyOf(witnesses);
    }

    /** Where no dump was restored, and nothing was counted. */
    public Position(Watermark watermark, long highestConsumed, List<Witness> witnesses, long wal, int timeline) {
        this(watermark, highestConsumed, witnesses, wal, timeline, 0, OperationCounts.NONE);
    }
}
