package tidemark.cycle;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A wait that can be ended early; a wake before the wait is not lost. */
final class Wakeup {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private boolean wake;
    private volatile boolean stopped;

    /** Whether somebody woke it; false after the time. */
    boolean await(Duration time) throws InterruptedException {
        lock.lock();
        try {
            long left = time.toNanos();
            while (!wake && !stopped && left > 0) {
                left = woken.awaitNanos(left);
            }
            boolean was = wake;
            wake = false;
            return was;
        } finally {
            lock.unlock();
        }
    }

    void wake() {
        lock.lock();
        try {
            wake = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void stop() {
        lock.lock();
        try {
            stopped = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean stopped() {
        return stopped;
    }
}
