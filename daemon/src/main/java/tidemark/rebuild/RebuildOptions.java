package tidemark.rebuild;

import java.time.Duration;
import tidemark.lifecycle.Backoff;
import tidemark.state.Job;

/**
 * How rebuild jobs work.
 *
 * @param parallel jobs that run at a time
 * @param workers threads of one job
 * @param chunkDocuments documents of one chunk
 * @param maxChildren chunks of a job that are under way, or wait for an earlier one
 * @param limits how much a job may fail
 * @param retryDelay how long after a failure a job is tried again by itself
 * @param chunkRetry how long to wait before a chunk that failed by infrastructure is tried again
 * @param chunkDeadline longest time from a chunk's reading to its last answer; far below the hour that tombstones live
 * @param when what starts a job by itself
 * @param keepPrevious how long the index that served before a swap is kept for a roll back
 * @param sharedBytes how much of the objects that many documents share is kept per chunk
 */
public record RebuildOptions(
        int parallel,
        int workers,
        int chunkDocuments,
        int maxChildren,
        Job.Limits limits,
        Duration retryDelay,
        Backoff chunkRetry,
        Duration chunkDeadline,
        BuildTriggers.When when,
        Duration keepPrevious,
        long sharedBytes) {

    /** Checks the bounds. */
    public RebuildOptions {
        if (parallel < 1 || workers < 1 || chunkDocuments < 1 || maxChildren < 1) {
            throw new IllegalArgumentException("parallel, workers, chunk size and children must be positive");
        }
        if (chunkDeadline.compareTo(Duration.ofMinutes(30)) > 0) {
            throw new IllegalArgumentException("a chunk must end well within the hour that tombstones live");
        }
    }
}
