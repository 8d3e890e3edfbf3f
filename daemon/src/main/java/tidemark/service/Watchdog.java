package tidemark.service;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How often systemd wants to hear from this process: {@code WATCHDOG_USEC}, if it is meant for this process. */
final class Watchdog {

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private Watchdog() {}

    /**
     * The longest silence that systemd bears.
     *
     * @param environment {@code WATCHDOG_USEC} in microseconds; {@code WATCHDOG_PID}, if it is there, names the process that is meant
     * @param pid of this process
     * @return null without a watchdog
     */
    static @Nullable Duration timeout(Map<String, String> environment, long pid) {
        String microseconds = environment.get("WATCHDOG_USEC");
        String meant = environment.get("WATCHDOG_PID");
        if (microseconds == null || (meant != null && !meant.equals(Long.toString(pid)))) {
            return null;
        }
        try {
            long value = Long.parseLong(microseconds);
            if (value > 0 && value <= Long.MAX_VALUE / 1_000) {
                return Duration.ofNanos(value * 1_000);
            }
        } catch (NumberFormatException e) {
            LOG.debug("event=no_number", e);
        }
        LOG.warn(
                "event=watchdog_unusable value=\"{}\" message=\"expected WATCHDOG_USEC in microseconds; no sign of life is sent\"",
                microseconds);
        return null;
    }
}
