package tidemark.capture;

import java.util.ArrayList;
import java.util.List;
import tidemark.change.Moment;
import tidemark.change.PrimaryWatermark;
import tidemark.change.Snapshot;
import tidemark.change.StandbyWatermark;
import tidemark.change.Watermark;

/**
 * The arithmetic of watermarks: the first, and the next after a slice, also where the server became a standby or was
 * promoted in between. No I/O. The package says why it is right.
 */
final class Watermarks {

    private Watermarks() {}

    /** The transaction ids that the snapshot shows in the log; asked only where the form changes, and at the start. */
    interface VisibleXids {
        /** Distinct, from {@code from} (inclusive) to {@code to} (exclusive). */
        List<Long> between(long from, long to);
    }

    /**
     * The first watermark: all that is visible counts as consumed.
     *
     * @param highest highest transaction id in the visible log; 0 for none
     */
    static Watermark first(Moment moment, long highest, VisibleXids visible) {
        Snapshot snapshot = moment.snapshot();
        if (!moment.recovery()) {
            return PrimaryWatermark.at(snapshot, highest);
        }
        long xmin = Math.min(snapshot.xmin(), highest + 1);
        return new StandbyWatermark(xmin, visible.between(xmin, highest + 1));
    }

    /**
     * What was consumed since the watermark {@code old}.
     *
     * @param complete whether every uncovered visible row was
     * @param xids the consumed transaction ids, ascending; empty for none
     * @param highest highest transaction id ever consumed, these included
     */
    record Consumed(boolean complete, List<Long> xids, long highest) {
        /** Every uncovered visible row up to here was consumed. */
        long last() {
            return xids.isEmpty() ? 0 : xids.get(xids.size() - 1);
        }
    }

    static Watermark next(Watermark old, Moment moment, Consumed consumed, VisibleXids visible) {
        if (moment.recovery()) {
            return onStandby(old, moment.snapshot(), consumed, visible);
        }
        return old instanceof PrimaryWatermark primary
                ? onPrimary(primary, moment.snapshot(), consumed)
                : promoted(old, moment.snapshot(), consumed, visible);
    }

    private static Watermark onPrimary(PrimaryWatermark old, Snapshot snapshot, Consumed consumed) {
        long last = consumed.complete() ? Math.max(old.xmax() - 1, consumed.last()) : consumed.last();
        return old.afterSlice(snapshot, last);
    }

    /** Below xmin everything has ended, and what of it is visible was consumed; the old floor is as good a bound. */
    private static Watermark onStandby(Watermark old, Snapshot snapshot, Consumed consumed, VisibleXids visible) {
        long bound = consumed.complete() ? consumed.highest() : consumed.last();
        long xmin = Math.max(old.floor(), Math.min(snapshot.xmin(), bound + 1));
        List<Long> seen = new ArrayList<>(consumed.xids());
        if (old instanceof StandbyWatermark standby) {
            seen.addAll(standby.seen());
        } else {
            visible.between(xmin, consumed.highest() + 1).stream()
                    .filter(old::covers)
                    .forEach(seen::add);
        }
        return new StandbyWatermark(xmin, seen);
    }

    /** From what was seen back to what is open: still in progress, or visible and not consumed. */
    private static Watermark promoted(Watermark old, Snapshot snapshot, Consumed consumed, VisibleXids visible) {
        long xmax = consumed.highest() + 1;
        List<Long> open = new ArrayList<>();
        snapshot.xip().stream().filter(x -> x < xmax).forEach(open::add);
        if (!consumed.complete()) {
            visible.between(consumed.last() + 1, xmax).stream()
                    .filter(x -> !old.covers(x))
                    .forEach(open::add);
        }
        return new PrimaryWatermark(xmax, open);
    }
}
