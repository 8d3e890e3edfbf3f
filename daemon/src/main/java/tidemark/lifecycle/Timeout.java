package tidemark.lifecycle;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long somebody waits for an answer, as people and programs write it.
 *
 * @param duration the same
 * @param text a number and its unit
 */
public record Timeout(Duration duration, String text) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,7})(ms|s|m)?");

    /**
     * Reads {@code 500ms}, {@code 30s}, {@code 5m}; a number alone is seconds.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static Timeout parse(String text) {
        Matcher time = TEXT.matcher(text);
        if (!time.matches()) {
            throw new IllegalArgumentException("expected a time such as 500ms, 30s or 5m, got '" + text + "'");
        }
        long number = Long.parseLong(time.group(1));
        String unit = Objects.requireNonNullElse(time.group(2), "s");
        ChronoUnit of = switch (unit) {
            case "ms" -> ChronoUnit.MILLIS;
            case "m" -> ChronoUnit.MINUTES;
            default -> ChronoUnit.SECONDS;
        };
        return new Timeout(Duration.of(number, of), number + unit);
    }
}
