package tidemark.rebuild;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tidemark.change.Position;
import tidemark.change.Witness;
import tidemark.snapshot.SharedSnapshot;

/**
 * What the chunks of a job saw of the change log before any cycle had consumed it. If history loses it, by a failover or a
 * crash, no cycle knows, and the filling index holds what never was: the job begins again. What a cycle has consumed since has
 * the marker's own witnesses. Thread-safe.
 */
public final class Witnesses {

    /** The change log, as chunks and their judge ask it. */
    public interface Log {
        /** The newest position that is durable; {@code start} if this process has made none yet. */
        Position consumed(Position start);

        /** Rows that the snapshot shows and the position does not cover, one of each transaction. */
        List<Witness> uncovered(SharedSnapshot snapshot, Position position);

        /** Transactions of these rows that a later snapshot has lost. */
        List<String> lost(SharedSnapshot snapshot, List<Witness> witnesses);
    }

    /** Loss takes the newest; of those a cycle is never far behind. */
    private static final int MOST = 512;

    private final Log log;
    private final Position start;
    private final Map<Long, Witness> kept = new TreeMap<>(Comparator.reverseOrder());

    Witnesses(Log log, Position start, List<Witness> earlier) {
        this.log = log;
        this.start = start;
        keep(earlier);
    }

    /** What a chunk's snapshot shows; kept once the chunk is filled. */
    List<Witness> seen(SharedSnapshot snapshot) {
        return log.uncovered(snapshot, log.consumed(start));
    }

    /** Keeps them, until they are {@linkplain #confirmed confirmed}. */
    synchronized List<Witness> keep(List<Witness> seen) {
        seen.forEach(witness -> kept.put(witness.xid(), witness));
        List<Long> oldest = kept.keySet().stream().skip(MOST).toList();
        oldest.forEach(kept::remove);
        return all();
    }

    /**
     * These are all there in a later snapshot; whichever a cycle has consumed by now is let go. Not before: an id that a crash
     * lost, and that was handed out again and consumed, would look the same.
     */
    synchronized void confirmed(List<Witness> there) {
        Position consumed = log.consumed(start);
        there.stream()
                .filter(witness -> consumed.watermark().covers(witness.xid()))
                .forEach(witness -> kept.remove(witness.xid(), witness));
    }

    List<String> lost(SharedSnapshot snapshot, List<Witness> noted) {
        return log.lost(snapshot, noted);
    }

    synchronized List<Witness> all() {
        return new ArrayList<>(kept.values());
    }
}
