package tidemark.bench;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Where a run takes place, and who else is at work there. */
final class Machine {
    private Machine() {}

    /** Notes it; at both ends of a run, since a busy machine spoils the figures. */
    static void describe(Report report, String when) {
        report.circumstance(
                "machine " + when,
                String.format(
                        Locale.ROOT,
                        "%d cores, load %.2f, %s",
                        Runtime.getRuntime().availableProcessors(),
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS)));
    }
}
