package tidemark.config;

import java.time.Duration;
import java.util.List;

/**
 * How the daemon ends.
 *
 * @param grace how long running bulks may take to settle after the first signal
 */
public record ShutdownSettings(Duration grace) {

    static final Key<Duration> GRACE = new Key<>(
            "shutdown.grace",
            Kind.duration("100ms", "10m"),
            "20s",
            "How long running writes may take to settle after SIGTERM before they are abandoned; nothing is lost either"
                    + " way.");

    static final Section<ShutdownSettings> SECTION = new Section<>(
            "shutdown", "How the daemon ends.", List.of(GRACE), values -> new ShutdownSettings(values.get(GRACE)));

    /** Checks the value. */
    public ShutdownSettings {
        GRACE.check(grace);
    }
}
