package tidemark.lifecycle;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential, jittered, capped waiting times.
 *
 * @param first longest wait after the first failure
 * @param cap longest wait ever
 */
public record Backoff(Duration first, Duration cap) {

    /** Checks the bounds. */
    public Backoff {
        if (first.isNegative() || first.isZero() || cap.compareTo(first) < 0) {
            throw new IllegalArgumentException("expected 0 < first <= cap, got " + first + " and " + cap);
        }
    }

    /**
     * How long to wait: between half and all of {@code first * 2^(failures - 1)}, at most {@code cap}.
     *
     * @param failures how many tries failed in a row, at least 1
     */
    public Duration after(int failures, RandomGenerator random) {
        int doublings = Math.min(Math.max(failures, 1) - 1, 30);
        long nanos = cap.toNanos() >> doublings < first.toNanos() ? cap.toNanos() : first.toNanos() << doublings;
        return Duration.ofNanos(nanos / 2 + (long) (random.nextDouble() * (nanos - nanos / 2)));
    }
}
