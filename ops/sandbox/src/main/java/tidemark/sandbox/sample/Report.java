package tidemark.sandbox.sample;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a check found.
 *
 * @param documents how many there must be, by type
 * @param differences each place that is not true
 */
public record Report(Map<String, Integer> documents, List<Difference> differences) {
    private static final int SHOWN = 20;
    private static final Duration BETWEEN_CHECKS = Duration.ofMillis(250);

    /** Copies. */
    public Report {
        documents = Map.copyOf(documents);
        differences = List.copyOf(differences);
    }

    /** Looks once. */
    public interface Check {
        /** What it found. */
        Report run() throws SQLException, IOException, InterruptedException;
    }

    /** Checks again and again, until nothing differs or the time is over; the last report says which. */
    public static Report untilTrue(Check check, Duration patience)
            throws SQLException, IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        Report report = check.run();
        while (!report.isTrue() && System.nanoTime() < deadline) {
            Thread.sleep(BETWEEN_CHECKS.toMillis());
            report = check.run();
        }
        return report;
    }

    /** Whether every document is what it must be. */
    public boolean isTrue() {
        return differences.isEmpty();
    }

    /** Counts, and the first of the differences, a line each. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(differences.size()).append(" differences in ").append(new TreeMap<>(documents));
        differences.stream()
                .limit(SHOWN)
                .forEach(difference ->
                        text.append(System.lineSeparator()).append("  ").append(difference));
        return text.toString();
    }
}
