package tidemark.telemetry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** From commit to searchable, by document type, over the last five minutes. Any thread. */
public final class Freshness {

    /** How far it looks back. */
    public static final Duration WINDOW = Duration.ofMinutes(5);

    private static final Duration SLOT = Duration.ofSeconds(30);
    private static final int DIGITS = 2;

    private final Clock clock;
    private final Map<String, Deque<Slot>> types = new TreeMap<>();

    private record Slot(Instant begun, Histogram micros) {}

    /** Nothing yet. */
    public Freshness(Clock clock) {
        this.clock = clock;
    }

    /**
     * What was seen.
     *
     * @param count how many transactions; without any the other figures are zero
     * @param p50 half of them took no longer
     * @param p99 of a hundred one took longer
     * @param longest the longest
     */
    public record Figures(long count, Duration p50, Duration p99, Duration longest) {}

    /** One transaction's changes to documents of this type are searchable. */
    public synchronized void searchable(String type, Duration took) {
        Deque<Slot> slots = types.computeIfAbsent(type, any -> new ArrayDeque<>());
        Instant now = clock.instant();
        forget(slots, now);
        if (slots.isEmpty() || !slots.getLast().begun().plus(SLOT).isAfter(now)) {
            slots.addLast(new Slot(now, new Histogram(DIGITS)));
        }
        slots.getLast().micros().recordValue(Math.max(0, took.toNanos() / 1_000));
    }

    private static void forget(Deque<Slot> slots, Instant now) {
        Instant since = now.minus(WINDOW);
        while (!slots.isEmpty() && slots.getFirst().begun().isBefore(since)) {
            slots.removeFirst();
        }
    }

    /** Of a type. */
    public synchronized Figures of(String type) {
        Histogram all = new Histogram(DIGITS);
        Deque<Slot> slots = types.getOrDefault(type, new ArrayDeque<>());
        forget(slots, clock.instant());
        slots.forEach(slot -> all.add(slot.micros()));
        return new Figures(all.getTotalCount(), at(all, 50), at(all, 99), at(all, 100));
    }

    private static Duration at(Histogram all, double percentile) {
        return all.getTotalCount() == 0
                ? Duration.ZERO
                : Duration.ofNanos(all.getValueAtPercentile(percentile) * 1_000);
    }
}
