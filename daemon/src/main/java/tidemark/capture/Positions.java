package tidemark.capture;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tidemark.change.Moment;
import tidemark.change.Position;
import tidemark.change.Witness;

/** How a position moves on after a slice was settled. No I/O. */
public final class Positions {

    /** History that a failover loses is seconds old; the margin is for transactions that wrote early and committed late. */
    private static final Duration COVERED = Duration.ofMinutes(10);

    /** Earlier witnesses, beside those of the last slice that had rows. */
    static final int MOST_EARLIER = 128;

    private Positions() {}

    /**
     * The position after a slice. It keeps as witnesses a row of each of the newest {@value Slice#MOST_NEWEST}
     * transactions of the last slice that had any, and of the ten minutes before at most {@value #MOST_EARLIER}: the newer
     * half of those as they are, the older half thinned out evenly.
     *
     * @param now by the daemon's clock
     */
    public static Position advance(Position old, Slice slice, Moment moment, Instant now) {
        List<Witness> witnesses = new ArrayList<>();
        if (slice.rows() == 0) {
            witnesses.addAll(recent(old.witnesses(), now));
        } else {
            witnesses.addAll(thinned(ofLastTenMinutes(old.witnesses(), now)));
            slice.newest().forEach(row -> witnesses.add(new Witness(row.xid(), row.tid(), now)));
        }
        return new Position(
                slice.next(),
                slice.highestConsumed(),
                witnesses,
                Math.max(slice.wal(), slice.rows() == 0 ? old.wal() : 0),
                moment.timeline(),
                old.restoredThrough(),
                old.operations().plus(slice.operations()));
    }

    /** Without new rows: those of the last ten minutes, and in any case those of the last look that had some. */
    private static List<Witness> recent(List<Witness> witnesses, Instant now) {
        Instant last =
                witnesses.stream().map(Witness::at).max(Instant::compareTo).orElse(now);
        Instant since = now.minus(COVERED);
        return witnesses.stream()
                .filter(witness -> !witness.at().isBefore(since) || witness.at().equals(last))
                .toList();
    }

    private static List<Witness> ofLastTenMinutes(List<Witness> witnesses, Instant now) {
        Instant since = now.minus(COVERED);
        return witnesses.stream()
                .filter(witness -> !witness.at().isBefore(since))
                .toList();
    }

    /** Drops every other one of the older half, as often as needed: the order is by age, oldest first. */
    static List<Witness> thinned(List<Witness> witnesses) {
        List<Witness> kept = witnesses;
        while (kept.size() > MOST_EARLIER) {
            int newer = kept.size() - MOST_EARLIER / 2;
            List<Witness> fewer = new ArrayList<>();
            for (int i = 0; i < newer; i += 2) {
                fewer.add(kept.get(i));
            }
            fewer.addAll(kept.subList(newer, kept.size()));
            kept = fewer;
        }
        return kept;
    }
}
