package tidemark.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Time that passes only while somebody pauses, and then at once. */
final class ManualPace implements Pace {

    /** Something to happen during a pause. */
    interface Event {
        void happen() throws Exception;
    }

    private final Map<Integer, Event> events = new HashMap<>();
    private long nanos;
    private int pauses;

    /** Lets this happen during the given pause; the first is 1. */
    ManualPace during(int pause, Event event) {
        events.put(pause, event);
        return this;
    }

    int pauses() {
        return pauses;
    }

    void pass(Duration duration) {
        nanos += duration.toNanos();
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void pause(Duration duration) {
        pass(duration);
        pauses++;
        if (pauses > 1_000) {
            throw new AssertionError("waits for ever");
        }
        Event event = events.get(pauses);
        if (event != null) {
            try {
                event.happen();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}
