package tidemark.config;

import java.util.List;

/**
 * What the daemon writes to standard error.
 *
 * @param format {@code text} or {@code json}
 * @param level least important level that shows
 */
public record LogSettings(String format, String level) {

    static final Key<String> FORMAT =
            new Key<>("log.format", Kind.oneOf("text", "json"), "text", "text for people, json for log collectors.");
    static final Key<String> LEVEL = new Key<>(
            "log.level",
            Kind.oneOf("error", "warn", "info", "debug", "trace"),
            "info",
            "Least important level that shows. Row values never show at info and above.");

    static final Section<LogSettings> SECTION = new Section<>(
            "log",
            "What the daemon writes to standard error.",
            List.of(FORMAT, LEVEL),
            values -> new LogSettings(values.get(FORMAT), values.get(LEVEL)));

    /** Checks each value. */
    public LogSettings {
        FORMAT.check(format);
        LEVEL.check(level);
    }
}
