package tidemark.config;

import java.time.Duration;
import java.util.List;

/**
 * Rebuild jobs.
 *
 * @param parallel jobs that run at a time
 * @param workers threads that fill, beside those of the cycles
 * @param chunkDocuments documents in a chunk
 * @param failuresLimit failed documents from which a job fails
 * @param maxRetries how often a failed job is retried
 * @param retryDelay wait before a failed job is retried by itself
 * @param maxChildren chunks of one job that are under way or wait for an earlier one
 * @param checkInterval how often requests, due retries and triggers are looked at
 * @param growthTriggerRatio growth since the build that starts a job; 0 for never
 * @param maxIndexAge age of an index that starts a job; 0 for never
 * @param keepPrevious how long the index that served before a swap is kept
 */
public record JobSettings(
        int parallel,
        int workers,
        int chunkDocuments,
        int failuresLimit,
        int maxRetries,
        Duration retryDelay,
        int maxChildren,
        Duration checkInterval,
        double growthTriggerRatio,
        Duration maxIndexAge,
        Duration keepPrevious) {

    static final Key<Integer> PARALLEL =
            new Key<>("jobs.parallel", Kind.integer(1, 64), "1", "Rebuild jobs that run at a time.");
    static final Key<Integer> WORKERS = new Key<>(
            "jobs.workers",
            Kind.threads(),
            "auto",
            "Threads that fill new indices, beside those of the cycles and giving way to them.");
    static final Key<Integer> CHUNK_DOCUMENTS = new Key<>(
            "jobs.chunk_documents",
            Kind.integer(100, 1_000_000),
            "2_000",
            "Documents in a chunk: what is read in one snapshot, and what a crash repeats at most.");
    static final Key<Integer> FAILURES_LIMIT = new Key<>(
            "jobs.failures_limit",
            Kind.integer(1, 1_000_000),
            "1000",
            "With more failed documents than this a job fails; the live index stays untouched.");
    static final Key<Integer> MAX_RETRIES =
            new Key<>("jobs.max_retries", Kind.integer(0, 1000), "3", "How often a failed job is retried.");
    static final Key<Duration> RETRY_DELAY = new Key<>(
            "jobs.retry_delay", Kind.duration("1s", "24h"), "30s", "Wait before a failed job is retried by itself.");
    static final Key<Integer> MAX_CHILDREN = new Key<>(
            "jobs.max_children",
            Kind.integer(1, 1_000),
            "100",
            "Chunks of one job that are under way, or filled and waiting for an earlier one.");
    static final Key<Duration> CHECK_INTERVAL = new Key<>(
            "jobs.check_interval",
            Kind.duration("100ms", "1h"),
            "5s",
            "How often due retries, triggers, and requests that another daemon took are looked at.");
    static final Key<Double> GROWTH_TRIGGER_RATIO = new Key<>(
            "jobs.growth_trigger_ratio",
            Kind.decimal(0, 1_000),
            "0",
            "Growth since the build, as a share of its rows, above which a type is rebuilt by itself; 0 for never.");
    static final Key<Duration> MAX_INDEX_AGE = new Key<>(
            "jobs.max_index_age",
            Kind.duration("0s", "3650d"),
            "0s",
            "Age of an index above which it is rebuilt by itself; 0 for never.");
    static final Key<Duration> KEEP_PREVIOUS = new Key<>(
            "jobs.keep_previous",
            Kind.duration("0s", "365d"),
            "0s",
            "How long the index that served before a reindex is kept, and kept true, for a roll back; 0 for not at all.");

    static final Section<JobSettings> SECTION = new Section<>(
            "jobs",
            "Rebuild jobs: full reindexes into a fresh index, beside the cycles.",
            List.of(
                    PARALLEL,
                    WORKERS,
                    CHUNK_DOCUMENTS,
                    FAILURES_LIMIT,
                    MAX_RETRIES,
                    RETRY_DELAY,
                    MAX_CHILDREN,
                    CHECK_INTERVAL,
                    GROWTH_TRIGGER_RATIO,
                    MAX_INDEX_AGE,
                    KEEP_PREVIOUS),
            values -> new JobSettings(
                    values.get(PARALLEL),
                    values.get(WORKERS),
                    values.get(CHUNK_DOCUMENTS),
                    values.get(FAILURES_LIMIT),
                    values.get(MAX_RETRIES),
                    values.get(RETRY_DELAY),
                    values.get(MAX_CHILDREN),
                    values.get(CHECK_INTERVAL),
                    values.get(GROWTH_TRIGGER_RATIO),
                    values.get(MAX_INDEX_AGE),
                    values.get(KEEP_PREVIOUS)));

    /** Checks each value. */
    public JobSettings {
        PARALLEL.check(parallel);
        WORKERS.check(workers);
        CHUNK_DOCUMENTS.check(chunkDocuments);
        FAILURES_LIMIT.check(failuresLimit);
        MAX_RETRIES.check(maxRetries);
        RETRY_DELAY.check(retryDelay);
        MAX_CHILDREN.check(maxChildren);
        CHECK_INTERVAL.check(checkInterval);
        GROWTH_TRIGGER_RATIO.check(growthTriggerRatio);
        MAX_INDEX_AGE.check(maxIndexAge);
        KEEP_PREVIOUS.check(keepPrevious);
    }
}
