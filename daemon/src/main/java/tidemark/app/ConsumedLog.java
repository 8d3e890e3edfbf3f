package tidemark.app;

import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tidemark.capture.ChangeLog;
import tidemark.capture.History;
import tidemark.change.Position;
import tidemark.change.Witness;
import tidemark.rebuild.Witnesses;
import tidemark.snapshot.SharedSnapshot;

/** The change log as the chunks of a rebuild see it, beside what the cycles have consumed. Any thread. */
final class ConsumedLog implements Witnesses.Log {

    private final ChangeLog log;
    private final History history;
    private final Clock clock;
    private volatile Supplier<@Nullable Position> covered = () -> null;

    ConsumedLog(ChangeLog log, History history, Clock clock) {
        this.log = log;
        this.history = history;
        this.clock = clock;
    }

    /** Connected after both ends were made. */
    void by(Supplier<@Nullable Position> cycles) {
        covered = cycles;
    }

    @Override
    public Position consumed(Position start) {
        Position now = covered.get();
        return now == null ? start : now;
    }

    @Override
    public List<Witness> uncovered(SharedSnapshot snapshot, Position position) {
        return log.uncovered(snapshot.connection(), snapshot.moment(), position, clock.instant());
    }

    @Override
    public List<String> lost(SharedSnapshot snapshot, List<Witness> witnesses) {
        return history.lost(snapshot.connection(), witnesses);
    }
}
