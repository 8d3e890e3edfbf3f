package tidemark.cycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** How long the cycles of the last minute took, and what all of this process wrote. Not thread-safe. */
final class CycleTimes {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST = 2_000;

    private record Took(Instant at, double seconds) {}

    private final Deque<Took> recent = new ArrayDeque<>();
    private long cycles;
    private long documents;

    void add(Instant at, long written, double seconds) {
        cycles++;
        documents += written;
        recent.addLast(new Took(at, seconds));
        if (recent.size() > MOST) {
            recent.removeFirst();
        }
    }

    /**
     * Puts {@code cycles_written} and {@code documents_written}, since the start of the process, and {@code cycle_seconds}: of the
     * last minute {@code {count, p50, p99}}, both null without any.
     */
    void write(ObjectNode json, Instant now) {
        while (!recent.isEmpty() && recent.getFirst().at().isBefore(now.minus(WINDOW))) {
            recent.removeFirst();
        }
        double[] sorted = recent.stream().mapToDouble(Took::seconds).sorted().toArray();
        json.put("cycles_written", cycles).put("documents_written", documents);
        json.putObject("cycle_seconds")
                .put("count", sorted.length)
                .put("p50", quantile(sorted, 0.5))
                .put("p99", quantile(sorted, 0.99));
    }

    /** The smallest of which this share is not above it. */
    private static @Nullable Double quantile(double[] sorted, double share) {
        return sorted.length == 0 ? null : sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
