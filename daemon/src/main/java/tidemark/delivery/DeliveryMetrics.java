package tidemark.delivery;

import java.time.Duration;

/**
 * What delivery counts.
 *
 * <p>The arithmetic: each write that is handed in ends once, so over all finished calls {@code handed in = written + deleted +
 * superseded + foreign + troubled + target_gone + unsettled}. {@code documents sent = handed in + retried - never sent}, where
 * what was never sent is among the unsettled. Calls that end in an exception end no write.
 *
 * <p>Alert when {@code unsettled} or {@code retried} keeps rising (overload, full disk, missing shard); look when {@code foreign}
 * rises at all: somebody else writes to these indices.
 */
public interface DeliveryMetrics {

    /** Counts nothing. */
    DeliveryMetrics NONE = new DeliveryMetrics() {
        @Override
        public void sent(int documents, long bytes) {}

        @Override
        public void answered(int status, Duration took) {}

        @Override
        public void retried(int documents) {}

        @Override
        public void ended(Outcome outcome) {}
    };

    /** A body was sent. */
    void sent(int documents, long bytes);

    /**
     * A body was answered, or given up.
     *
     * @param status of the answer; 0 where there was none
     */
    void answered(int status, Duration took);

    /** Documents are about to be sent again. */
    void retried(int documents);

    /** A write ended. */
    void ended(Outcome outcome);
}
