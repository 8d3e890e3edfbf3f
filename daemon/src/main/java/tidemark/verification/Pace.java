package tidemark.verification;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps a comparison at a rate, and ends its waiting when it is to stop. */
public final class Pace {

    private static final double NANOS = 1e9;

    private final double perSecond;
    private final CountDownLatch stop;
    private final long began = System.nanoTime();
    private long counted;

    /**
     * A pace.
     *
     * @param perSecond documents a second
     * @param stop ends every wait once it is down
     */
    public Pace(double perSecond, CountDownLatch stop) {
        this.perSecond = perSecond;
        this.stop = stop;
    }

    void counted(long documents) {
        counted += documents;
    }

    /**
     * Waits until as much time has passed as the documents that were counted may take.
     *
     * @return false if it is to stop
     */
    boolean await() throws InterruptedException {
        long due = began + (long) (counted / perSecond * NANOS);
        return !stop.await(Math.max(0, due - System.nanoTime()), TimeUnit.NANOSECONDS);
    }
}
