package tidemark.sandbox.sample;

import java.time.Duration;

/** How many commits are still to be made, and how many were; writers that hold a transaction open wait here for the others. */
public final class Budget {
    private int left;
    private int committed;

    /** Of so many commits. */
    public Budget(int commits) {
        this.left = commits;
    }

    /** Takes one; false when nothing is left. */
    public synchronized boolean take() {
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }

    /** One was made. */
    public synchronized void committed() {
        committed++;
        notifyAll();
    }

    /** Nobody takes any more, and nobody waits. */
    public synchronized void end() {
        left = 0;
        notifyAll();
    }

    /** Waits until so many more were committed, or the time is over, or there is nothing left to wait for. */
    public synchronized void awaitCommits(int more, Duration atMost) throws InterruptedException {
        int wanted = committed + more;
        long deadline = System.nanoTime() + atMost.toNanos();
        while (committed < wanted && left > 0) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return;
            }
            wait(millis);
        }
    }
}
