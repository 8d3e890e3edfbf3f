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
 */
public record Position(Watermark watermark, long highestConsumed, List<Witness> witnesses, long wal, int timeline) {

    /** Copies the witnesses. */
    public Position {
        witnesses = List.copyOf(witnesses);
    }
}
