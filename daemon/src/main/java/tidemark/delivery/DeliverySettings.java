package tidemark.delivery;

import java.time.Duration;
import tidemark.lifecycle.Backoff;

/**
 * How bulk requests are cut and tried again.
 *
 * @param bodyBytes a body of several documents is at most this large
 * @param bodyDocuments a body holds at most this many
 * @param inFlight bodies on their way at once, over all workers
 * @param backoff between two tries
 */
public record DeliverySettings(int bodyBytes, int bodyDocuments, int inFlight, Backoff backoff) {

    /** 5 MB, 5,000 documents, 4 at once, from 50 ms to 5 s: what was fastest when measured. */
    public static final DeliverySettings DEFAULT =
            new DeliverySettings(5 << 20, 5_000, 4, new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5)));

    /** Checks the bounds. */
    public DeliverySettings {
        if (bodyBytes < 1 || bodyDocuments < 1 || inFlight < 1) {
            throw new IllegalArgumentException("expected bounds of at least 1");
        }
    }
}
