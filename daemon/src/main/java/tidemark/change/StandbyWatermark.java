package tidemark.change;

import java.util.List;

/**
 * The watermark on a server in recovery, whose snapshots list nothing as in progress. Covered: below {@code xmin}, or seen.
 *
 * @param xmin lowest transaction id that may still commit: min(snapshot's xmin, highest consumed + 1)
 * @param seen consumed transaction ids at or above {@code xmin}; ascending
 */
public record StandbyWatermark(long xmin, List<Long> seen) implements Watermark {

    /** Copies and sorts; ids below {@code xmin} need no entry. */
    public StandbyWatermark {
        long floor = xmin;
        seen = seen.stream().filter(x -> x >= floor).sorted().distinct().toList();
    }

    @Override
    public boolean covers(long xid) {
        return xid < xmin || java.util.Collections.binarySearch(seen, xid) >= 0;
    }

    @Override
    public long floor() {
        return xmin;
    }
}
