package tidemark.cycle;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import tidemark.delivery.DeliveryMetrics;
import tidemark.delivery.Outcome;
import tidemark.document.ComposerMeter;

/**
 * The numbers of a cycle, as {@code stats} of its result: counted by many threads for as long as the process lives; a cycle
 * tells the difference between its end and its beginning. Times in microseconds, sizes in bytes.
 */
public final class Figures implements DeliveryMetrics, ComposerMeter {

    private static final Path STATUS = Path.of("/proc/self/status");

    private final DeliveryMetrics delivery;
    private final ComposerMeter composer;
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private SortedMap<String, Long> before = new TreeMap<>();
    private long rssBegin;

    /**
     * All at zero.
     *
     * @param delivery told of the same, too
     * @param composer told of the same, too
     */
    public Figures(DeliveryMetrics delivery, ComposerMeter composer) {
        this.delivery = delivery;
        this.composer = composer;
        for (String name : new String[] {
            "db_count",
            "db_time",
            "db_rows",
            "es_count",
            "es_time",
            "es_bytes",
            "es_retries",
            "compose_time",
            "refresh_time",
            "superseded",
            "foreign_writes"
        }) {
            counts.put(name, new LongAdder());
        }
    }

    void add(String name, long value) {
        counts.computeIfAbsent(name, any -> new LongAdder()).add(value);
    }

    /** A cycle begins. Of the loop's thread. */
    void begin() {
        before = now();
        rssBegin = resident();
    }

    /** What was counted since it began. Of the loop's thread. */
    SortedMap<String, Long> sinceBegin() {
        SortedMap<String, Long> since = now();
        before.forEach((name, value) -> since.merge(name, -value, Long::sum));
        since.put("rss_begin", rssBegin);
        since.put("rss_end", resident());
        return since;
    }

    /** One of them, since it began. Of the loop's thread. */
    long sinceBegin(String name) {
        LongAdder adder = counts.get(name);
        return adder == null ? 0 : adder.sum() - before.getOrDefault(name, 0L);
    }

    private SortedMap<String, Long> now() {
        SortedMap<String, Long> now = new TreeMap<>();
        counts.forEach((name, adder) -> now.put(name, adder.sum()));
        return now;
    }

    /** The resident set where the system tells it, else what the Java machine has taken. */
    private static long resident() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        } catch (IOException e) {
            return committed();
        }
        return committed();
    }

    private static long committed() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        return memory.getHeapMemoryUsage().getCommitted()
                + memory.getNonHeapMemoryUsage().getCommitted();
    }

    @Override
    public void queried(long rows, long nanos) {
        add("db_count", 1);
        add("db_rows", rows);
        add("db_time", nanos / 1_000);
        composer.queried(rows, nanos);
    }

    @Override
    public void sent(int documents, long bytes) {
        add("es_count", 1);
        add("es_bytes", bytes);
        delivery.sent(documents, bytes);
    }

    @Override
    public void answered(int status, Duration took) {
        add("es_time", took.toNanos() / 1_000);
        delivery.answered(status, took);
    }

    @Override
    public void retried(int documents) {
        add("es_retries", documents);
        delivery.retried(documents);
    }

    @Override
    public void ended(Outcome outcome) {
        if (outcome instanceof Outcome.Superseded) {
            add("superseded", 1);
        } else if (outcome instanceof Outcome.Foreign) {
            add("foreign_writes", 1);
        }
        delivery.ended(outcome);
    }
}
