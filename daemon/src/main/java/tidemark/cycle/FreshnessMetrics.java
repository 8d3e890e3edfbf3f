package tidemark.cycle;

import java.time.Duration;

/** Told how long committed changes took to be searchable. */
public interface FreshnessMetrics {

    /** Nobody counts. */
    FreshnessMetrics NONE = (type, took) -> {};

    /**
     * The documents of a type that show what one transaction changed are searchable.
     *
     * @param took since the commit, or since a moment not long before it: PostgreSQL does not tell when a transaction
     *     committed, so it is the later of its last logged change and the last snapshot that did not show it
     */
    void searchable(String type, Duration took);
}
