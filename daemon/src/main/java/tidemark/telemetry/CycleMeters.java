package tidemark.telemetry;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How the master loop does. */
public final class CycleMeters implements Metrics.Source {

    /** Why a look may fail. */
    public static final List<String> REASONS = List.of("postgres", "elasticsearch", "state_lost", "failed");

    /** How a cycle may end. */
    public static final List<String> OUTCOMES = List.of("done", "away", "overtaken", "failed");

    private final Counter pulses;
    private final Counter looks;
    private final Counter failed;
    private final Counter cycles;
    private final DistributionDataPoint seconds;
    private final Histogram phases;
    private final Counter rows;
    private final Counter transactions;
    private final Counter objects;
    private final Counter invalidated;
    private final Clock clock;
    private volatile @Nullable Instant looked;
    private volatile @Nullable Instant behind;
    private volatile Map<String, Integer> troubled = Map.of();
    private volatile @Nullable LogRoom room;

    /** How full the change log is. */
    private record LogRoom(long rows, long limit) {}

    CycleMeters(Metrics metrics) {
        this(metrics, Clock.systemUTC());
    }

    CycleMeters(Metrics metrics, Clock clock) {
        this.clock = clock;
        pulses = metrics.counter(Family.PULSES);
        looks = metrics.counter(Family.LOOKS);
        failed = metrics.counter(Family.LOOKS_FAILED);
        REASONS.forEach(failed::initLabelValues);
        cycles = metrics.counter(Family.CYCLES);
        OUTCOMES.forEach(cycles::initLabelValues);
        seconds =
                metrics.histogram(Family.CYCLE_SECONDS, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300);
        phases = metrics.histogram(
                Family.CYCLE_PHASE_SECONDS, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300);
        rows = metrics.counter(Family.LOG_ROWS_READ);
        transactions = metrics.counter(Family.TRANSACTIONS);
        objects = metrics.counter(Family.CHANGED_OBJECTS);
        invalidated = metrics.counter(Family.INVALIDATED);
    }

    /** The change log was asked whether there is anything new. */
    public void pulse() {
        pulses.inc();
    }

    /** A look came to an end. */
    public void looked() {
        looks.inc();
        looked = clock.instant();
    }

    /** A look did not: one of {@link #REASONS}. */
    public void lookFailed(String reason) {
        failed.labelValues(reason).inc();
    }

    /** A cycle ended: one of {@link #OUTCOMES}. */
    public void cycle(String outcome) {
        cycles.labelValues(outcome).inc();
    }

    /** How long a cycle took that was done. */
    public void took(Duration duration) {
        seconds.observe(duration.toNanos() / 1e9);
    }

    /** What it spent on a phase. */
    public void phase(String name, Duration duration) {
        phases.labelValues(name).observe(duration.toNanos() / 1e9);
    }

    /** What a look read. */
    public void read(long logRows, long ofTransactions, long changedObjects, long documents) {
        rows.inc(logRows);
        transactions.inc(ofTransactions);
        objects.inc(changedObjects);
        invalidated.inc(documents);
    }

    /** There is a change that is not indexed, as old as this. Of the loop's thread. */
    public void behind(Instant since) {
        Instant known = behind;
        if (known == null || since.isBefore(known)) {
            behind = since;
        }
    }

    /** There is none. Of the loop's thread. */
    public void upToDate() {
        behind = null;
    }

    /** Another daemon leads: what is not indexed is known there. Of the loop's thread. */
    public void standsBy() {
        behind = null;
        troubled = Map.of();
        room = null;
    }

    /** How many documents could not be indexed, by type. */
    public void troubled(Map<String, Integer> byType) {
        troubled = new TreeMap<>(byType);
    }

    /** How full the change log is. */
    public void log(long logRows, long limit) {
        room = new LogRoom(logRows, limit);
    }

    @Override
    public void read(Readings into) {
        Instant latest = looked;
        if (latest != null) {
            into.put(Family.LAST_LOOK, latest.toEpochMilli() / 1e3);
        }
        Instant oldest = behind;
        // The change has the time of the database's clock.
        double lag =
                oldest == null ? 0 : Duration.between(oldest, clock.instant()).toMillis() / 1e3;
        into.put(Family.CHANGE_LAG, Math.max(0, lag));
        troubled.forEach((type, count) -> into.put(Family.TROUBLED, count, type));
        LogRoom full = room;
        if (full != null) {
            into.put(Family.CHANGE_LOG_ROWS, full.rows());
            into.put(Family.CHANGE_LOG_LIMIT, full.limit());
        }
    }
}
