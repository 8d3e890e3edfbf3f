package tidemark.change;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The watermark on a server that takes writes. Covered: below {@code xmax} and not in {@code xip}.
 *
 * @param xmax highest transaction id ever consumed from the log, plus one; never the snapshot's own {@code xmax}, whose ids
 *     a crash may hand out again
 * @param xip transactions below {@code xmax} that were in progress, or are not yet consumed; ascending
 */
public record PrimaryWatermark(long xmax, List<Long> xip) implements Watermark {

    /** Covers nothing: every row that is visible is new. */
    public static final PrimaryWatermark NOTHING = new PrimaryWatermark(0, List.of());

    /** Copies, sorts, and checks that the list lies below {@code xmax}. */
    public PrimaryWatermark {
        xip = xip.stream().sorted().distinct().toList();
        if (!xip.isEmpty() && xip.get(xip.size() - 1) >= xmax) {
            throw new IllegalArgumentException("in-progress transactions must lie below xmax " + xmax + ": " + xip);
        }
    }

    /**
     * The watermark at a snapshot of which all visible rows count as consumed.
     *
     * @param snapshot the snapshot
     * @param highestVisible highest transaction id among the visible log rows and all that was ever consumed; 0 for none
     */
    public static PrimaryWatermark at(Snapshot snapshot, long highestVisible) {
        long xmax = highestVisible + 1;
        return new PrimaryWatermark(
                xmax, snapshot.xip().stream().filter(x -> x < xmax).toList());
    }

    /**
     * The watermark after a slice: the uncovered rows that {@code snapshot} shows were consumed in ascending order of
     * transaction id up to and including {@code lastConsumed}, whole transactions only.
     *
     * @param snapshot where the slice was read
     * @param lastConsumed highest transaction id in the slice
     */
    public PrimaryWatermark afterSlice(Snapshot snapshot, long lastConsumed) {
        long nextXmax = Math.max(xmax, lastConsumed + 1);
        List<Long> open = new ArrayList<>();
        Set<Long> inProgress = Set.copyOf(snapshot.xip());
        xip.stream().filter(x -> x > lastConsumed || inProgress.contains(x)).forEach(open::add);
        // Covered already and in progress here cannot both be true of one id, but for an id handed out again after a
        // crash.
        snapshot.xip().stream().filter(x -> x < nextXmax).forEach(open::add);
        return new PrimaryWatermark(nextXmax, open);
    }

    @Override
    public boolean covers(long xid) {
        return xid < xmax && !xip.contains(xid);
    }

    @Override
    public long floor() {
        return xip.isEmpty() ? xmax : xip.get(0);
    }
}
