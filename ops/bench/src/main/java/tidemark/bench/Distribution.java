package tidemark.bench;

import java.util.Arrays;
import java.util.Collection;

/** Durations in milliseconds, sorted; at least one. */
final class Distribution {
    private static final double NANOS_PER_MILLI = 1e6;

    private final double[] sorted;

    private Distribution(double[] sorted) {
        this.sorted = sorted;
    }

    static Distribution ofNanos(Collection<Long> nanos) {
        if (nanos.isEmpty()) {
            throw new IllegalArgumentException("no value, no percentile");
        }
        return new Distribution(nanos.stream()
                .mapToDouble(value -> value / NANOS_PER_MILLI)
                .sorted()
                .toArray());
    }

    int count() {
        return sorted.length;
    }

    /** By nearest rank: the smallest value that at least this percentage of all do not exceed. Nothing is interpolated. */
    double percentile(double percentage) {
        if (percentage <= 0 || percentage > 100) {
            throw new IllegalArgumentException("a percentage is above 0 and at most 100, not " + percentage);
        }
        int rank = (int) Math.ceil(percentage / 100 * sorted.length);
        return sorted[Math.max(1, rank) - 1];
    }

    double max() {
        return sorted[sorted.length - 1];
    }

    @Override
    public String toString() {
        return Arrays.toString(sorted);
    }
}
