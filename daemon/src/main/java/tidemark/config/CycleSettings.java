package tidemark.config;

import java.time.Duration;
import java.util.List;
import tidemark.lifecycle.Backoff;

/**
 * How the master loop turns.
 *
 * @param interval longest sleep between looks
 * @param pulse time between cheap probes of the change log
 * @param workers threads that compose and write
 * @param batchDocuments documents in a batch at most
 * @param batchBytes bytes in a bulk at most; a larger document goes alone
 * @param sliceRows log rows that one cycle takes at most
 * @param batchDeadline longest time for one batch, from composing to its last answer
 * @param fullReindexAbove affected documents of a type from which a rebuild may be cheaper
 * @param fullReindexShare part of the type from which it is; 0 for the number alone
 * @param failureLimit troubled documents from which a cycle fails
 * @param retry waits between those
 * @param troubledRetry waits between the tries of a troubled document
 */
public record CycleSettings(
        Duration interval,
        Duration pulse,
        int workers,
        int batchDocuments,
        ByteSize batchBytes,
        int sliceRows,
        Duration batchDeadline,
        long fullReindexAbove,
        double fullReindexShare,
        int failureLimit,
        Backoff retry,
        Backoff troubledRetry) {

    static final Key<Duration> INTERVAL = new Key<>(
            "cycle.interval", Kind.duration("1s", "24h"), "60s", "Longest sleep between two looks at the database.");
    static final Key<Duration> PULSE = new Key<>(
            "cycle.pulse",
            Kind.duration("1ms", "1h"),
            "25ms",
            "Time between two probes of the change log: how soon a commit is noticed.");
    static final Key<Integer> WORKERS = new Key<>(
            "cycle.workers",
            Kind.threads(),
            "auto",
            "Threads that compose and write documents, each with a database connection.");
    static final Key<Integer> BATCH_DOCUMENTS =
            new Key<>("cycle.batch_documents", Kind.integer(1, 10_000), "1000", "Documents in a batch at most.");
    static final Key<ByteSize> BATCH_BYTES = new Key<>(
            "cycle.batch_bytes",
            Kind.size("64KB", "90MB"),
            "5MB",
            "Bytes in a bulk request at most; a larger document goes alone.");
    static final Key<Integer> SLICE_ROWS = new Key<>(
            "cycle.slice_rows",
            Kind.integer(100, 1_000_000),
            "50_000",
            "Rows of the change log that one cycle takes at most, rounded up to whole transactions; the rest follows in"
                    + " the next.");
    static final Key<Duration> BATCH_DEADLINE = new Key<>(
            "cycle.batch_deadline",
            Kind.duration("10s", "10m"),
            "10m",
            "Longest time for one batch of a cycle, from composing to its last answer; what is not answered by then is troubled or"
                    + " tried again by the next look.");
    static final Key<Long> FULL_REINDEX_ABOVE = new Key<>(
            "cycle.full_reindex_above",
            Kind.number(1, 10_000_000_000L),
            "100_000",
            "With more affected documents of a type than this, and more than the share below, the type is rebuilt; above a million,"
                    + " or this number if it is higher, whatever the share.");
    static final Key<Double> FULL_REINDEX_SHARE = new Key<>(
            "cycle.full_reindex_share",
            Kind.share(),
            "0.2",
            "Part of the type that must be affected as well; 0 leaves it to the number alone.");
    static final Key<Integer> FAILURE_LIMIT = new Key<>(
            "cycle.failure_limit",
            Kind.integer(1, 1_000_000),
            "1000",
            "With more newly troubled documents than this a cycle fails, says so, and the watermark stays.");
    static final Key<Duration> RETRY_FIRST = new Key<>(
            "cycle.retry_first",
            Kind.duration("1ms", "10m"),
            "100ms",
            "Wait before what Elasticsearch may take later (overload) is sent again; doubles each time.");
    static final Key<Duration> RETRY_CAP =
            new Key<>("cycle.retry_cap", Kind.duration("1ms", "1h"), "10s", "Longest such wait.");
    static final Key<Duration> TROUBLED_RETRY_FIRST = new Key<>(
            "cycle.troubled_retry_first",
            Kind.duration("100ms", "24h"),
            "10s",
            "Wait before a troubled document is tried again; doubles each time.");
    static final Key<Duration> TROUBLED_RETRY_CAP =
            new Key<>("cycle.troubled_retry_cap", Kind.duration("100ms", "7d"), "1h", "Longest such wait.");

    static final Section<CycleSettings> SECTION = new Section<>(
            "cycle",
            "The master loop: how soon it looks, how much it takes at once, what it does with failures.",
            List.of(
                    INTERVAL,
                    PULSE,
                    WORKERS,
                    BATCH_DOCUMENTS,
                    BATCH_BYTES,
                    SLICE_ROWS,
                    BATCH_DEADLINE,
                    FULL_REINDEX_ABOVE,
                    FULL_REINDEX_SHARE,
                    FAILURE_LIMIT,
                    RETRY_FIRST,
                    RETRY_CAP,
                    TROUBLED_RETRY_FIRST,
                    TROUBLED_RETRY_CAP),
            CycleSettings::of);

    /** Checks each value, and that probes are not rarer than looks. */
    public CycleSettings {
        INTERVAL.check(interval);
        PULSE.check(pulse);
        WORKERS.check(workers);
        BATCH_DOCUMENTS.check(batchDocuments);
        BATCH_BYTES.check(batchBytes);
        SLICE_ROWS.check(sliceRows);
        BATCH_DEADLINE.check(batchDeadline);
        FULL_REINDEX_ABOVE.check(fullReindexAbove);
        FULL_REINDEX_SHARE.check(fullReindexShare);
        FAILURE_LIMIT.check(failureLimit);
        if (pulse.compareTo(interval) > 0) {
            throw PULSE.conflict("must not be longer than cycle.interval");
        }
    }

    private static CycleSettings of(Values values) {
        return new CycleSettings(
                values.get(INTERVAL),
                values.get(PULSE),
                values.get(WORKERS),
                values.get(BATCH_DOCUMENTS),
                values.get(BATCH_BYTES),
                values.get(SLICE_ROWS),
                values.get(BATCH_DEADLINE),
                values.get(FULL_REINDEX_ABOVE),
                values.get(FULL_REINDEX_SHARE),
                values.get(FAILURE_LIMIT),
                backoff(values, RETRY_FIRST, RETRY_CAP),
                backoff(values, TROUBLED_RETRY_FIRST, TROUBLED_RETRY_CAP));
    }

    private static Backoff backoff(Values values, Key<Duration> first, Key<Duration> cap) {
        if (values.get(cap).compareTo(values.get(first)) < 0) {
            throw cap.conflict("must not be shorter than " + first.path());
        }
        return new Backoff(values.get(first), values.get(cap));
    }
}
