package tidemark.config;

import java.time.Duration;
import java.util.List;

/**
 * Verification in the background.
 *
 * @param every each type is compared with the database once within this; 0 for never
 * @param documentsPerSecond most documents compared a second
 * @param repair whether what has drifted is mended
 */
public record VerifySettings(Duration every, int documentsPerSecond, boolean repair) {

    static final Key<Duration> EVERY = new Key<>(
            "verify.every",
            Kind.duration("0s", "3650d"),
            "24h",
            "Each type is compared with the database, document by document, once within this; 0 for never.");
    static final Key<Integer> DOCUMENTS_PER_SECOND = new Key<>(
            "verify.documents_per_second",
            Kind.integer(1, 1_000_000),
            "500",
            "Most documents that are compared a second.");
    static final Key<String> REPAIR = new Key<>(
            "verify.repair",
            Kind.oneOf("true", "false"),
            "true",
            "Whether a document that differs is written again, and one without a row deleted.");

    static final Section<VerifySettings> SECTION = new Section<>(
            "verify",
            "Verification in the background: index against database, and repair.",
            List.of(EVERY, DOCUMENTS_PER_SECOND, REPAIR),
            values -> new VerifySettings(
                    values.get(EVERY),
                    values.get(DOCUMENTS_PER_SECOND),
                    values.get(REPAIR).equals("true")));

    /** Checks each value. */
    public VerifySettings {
        EVERY.check(every);
        DOCUMENTS_PER_SECOND.check(documentsPerSecond);
    }
}
