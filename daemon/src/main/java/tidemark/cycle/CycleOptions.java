package tidemark.cycle;

import java.time.Duration;
import tidemark.lifecycle.Backoff;

/**
 * How the master loop works.
 *
 * @param interval longest wait between looks
 * @param pulse how often the change log is probed
 * @param checkInterval how often jobs and what starts them by itself are looked at
 * @param workers threads that compose and deliver
 * @param batchDocuments documents that one worker takes at a time
 * @param sliceRows log rows that one cycle takes, as far as transactions allow
 * @param escalation when a cycle becomes a rebuild
 * @param failuresLimit documents that may fail in one cycle before it stops and the watermark stays
 * @param troubledRetry when a troubled document is due again
 * @param sleep how long to wait when a server is away
 * @param deliveryDeadline longest time for one batch from composing to its last answer
 */
public record CycleOptions(
        Duration interval,
        Duration pulse,
        Duration checkInterval,
        int workers,
        int batchDocuments,
        int sliceRows,
        Escalation escalation,
        int failuresLimit,
        Backoff troubledRetry,
        Backoff sleep,
        Duration deliveryDeadline) {

    /**
     * When the documents that a cycle found are so many that a rebuild takes them.
     *
     * @param above more than this many of one type ({@code full_reindex_above})
     * @param share and more than this share of the type's documents ({@code full_reindex_share}); 0 for the number alone
     * @param limit more than this many whatever the share: what a cycle may hold in memory
     */
    public record Escalation(int above, double share, int limit) {

        /** Checks the bounds. */
        public Escalation {
            if (above < 1 || share < 0 || share > 1 || limit < above) {
                throw new IllegalArgumentException("expected 1 <= above <= limit and 0 <= share <= 1");
            }
        }

        /** Whether this many of so many documents are too many for a cycle. */
        public boolean exceeded(int affected, long documents) {
            return affected > limit || (affected > above && affected > share * documents);
        }
    }

    /** Checks the bounds. */
    public CycleOptions {
        if (workers < 1 || batchDocuments < 1 || sliceRows < 1 || failuresLimit < 0) {
            throw new IllegalArgumentException("workers, batch and slice must be positive");
        }
    }
}
