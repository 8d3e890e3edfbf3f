package tidemark.cycle;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import tidemark.cycle.CycleMetrics.Phase;

/** How long each phase of one cycle took. One thread's. */
final class Phases {

    private final Map<Phase, Duration> took = new EnumMap<>(Phase.class);
    private long since;

    /** From this moment, in {@link System#nanoTime}. */
    Phases(long since) {
        this.since = since;
    }

    /** What passed since the last call belongs to this phase, but for what was added to another meanwhile. */
    void next(Phase phase) {
        long now = System.nanoTime();
        add(phase, now - since);
        since = now;
    }

    /** Part of the phase that is under way is another's. */
    void within(Phase phase, long nanos) {
        add(phase, nanos);
        since += nanos;
    }

    /** As counted elsewhere, beside the phases that follow each other. */
    void beside(Phase phase, long micros) {
        if (micros > 0) {
            add(phase, micros * 1_000);
        }
    }

    private void add(Phase phase, long nanos) {
        took.merge(phase, Duration.ofNanos(nanos), Duration::plus);
    }

    Map<Phase, Duration> took() {
        return took;
    }
}
