package tidemark.acceptance;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How large a drill is, and how it waits. */
final class Drill {
    private static final Logger log = LoggerFactory.getLogger(Drill.class);
    private static final boolean FULL = "full".equals(System.getProperty("tidemark.drill"));
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    /** How long a drill waits for what must come: long, because the machine may be busy with much else. */
    static final Duration SOON = Duration.ofMinutes(3);

    private Drill() {}

    /** The size in {@code mvn verify}, or the one by command. */
    static int size(int small, int full) {
        return FULL ? full : small;
    }

    /** The dice of a drill: given by {@code -Dtidemark.seed}, else fresh; the log tells it. */
    static long seed() {
        long seed = Long.getLong("tidemark.seed", System.nanoTime());
        log.info("event=seed seed={}", seed);
        return seed;
    }

    /** A figure for the note. */
    static void figure(String what, Object value) {
        log.info("event=figure what=\"{}\" value=\"{}\"", what, value);
    }

    /** Looks again and again; what it looks at may fail meanwhile. */
    static ConditionFactory await(Duration atMost, String what) {
        return Awaitility.await(what)
                .atMost(atMost)
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK_AGAIN)
                .ignoreExceptions();
    }

    static void until(Duration atMost, String what, BooleanSupplier condition) {
        await(atMost, what).until(condition::getAsBoolean);
    }
}
