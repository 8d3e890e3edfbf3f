package tidemark.lifecycle;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The sign of life of a thread that decides. Not 'it did something lately', but 'it will be back by then': before whatever may
 * take time, the thread says how long that may take at most. A thread that is dead or stuck does not say so again, and is found
 * out when its last word has run out. Beaten by one thread at a time, read by any.
 */
public final class Heartbeat {

    /** What a busy machine may add to any wait. */
    private static final Duration SLACK = Duration.ofSeconds(30);

    private volatile Duration patience;
    private final LongSupplier nanos;
    private volatile long until;

    /**
     * Alive from now on, for the patience.
     *
     * @param patience longest time that may pass between two ends of work: longer than any one statement, request or batch,
     *     each of which has a limit of its own
     */
    public Heartbeat(Duration patience) {
        this(patience, System::nanoTime);
    }

    /** The same, by another clock. */
    public Heartbeat(Duration patience, LongSupplier nanos) {
        this.patience = patience;
        this.nanos = nanos;
        progress();
    }

    /** From the next piece of work on, one may take this long: the limits of each have changed. */
    public void allows(Duration longest) {
        patience = longest;
    }

    /** A piece of work ended, and the next may begin. */
    public void progress() {
        within(patience);
    }

    /** A wait begins that ends by itself after this time at most. */
    public void waits(Duration atMost) {
        within(atMost.plus(SLACK));
    }

    private void within(Duration time) {
        until = nanos.getAsLong() + time.toNanos();
    }

    /** Whether the thread's last word still holds. */
    public boolean alive() {
        return until - nanos.getAsLong() > 0;
    }
}
