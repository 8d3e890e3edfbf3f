package tidemark.cli;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How time passes while a verb waits. */
interface Pace {

    /** As it does. */
    Pace REAL = new Pace() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        }
    };

    /** A reading to compare with another one, in nanoseconds. */
    long nanos();

    /** Lets this much time pass. */
    void pause(Duration duration) throws InterruptedException;
}
