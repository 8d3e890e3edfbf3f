package tidemark.cli;

import java.util.Locale;

/** How numbers, times and foreign text look in a terminal. */
final class Words {

    private static final int SECOND_LENGTH = "2026-01-01T00:00:00".length();

    private Words() {}

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code H:MM:SS}. */
    static String clock(long seconds) {
        long left = Math.max(0, seconds);
        return String.format(Locale.ROOT, "%d:%02d:%02d", left / 3600, left / 60 % 60, left % 60);
    }

    /** An instant of ISO 8601 without what is below the second. */
    static String second(String instant) {
        return instant.length() > SECOND_LENGTH && instant.endsWith("Z")
                ? instant.substring(0, SECOND_LENGTH) + "Z"
                : instant;
    }

    /** Text of somebody else without what could steer a terminal; lines stay lines. */
    static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.chars()
                .filter(c -> c != '\r')
                .forEach(c -> plain.append(c != '\n' && Character.isISOControl(c) ? ' ' : (char) c));
        return plain.toString();
    }

    /** The same in one line of at most this many characters. */
    static String line(String text, int limit) {
        String line = plain(text).replace('\n', ' ');
        return line.length() <= limit ? line : line.substring(0, limit - 3) + "...";
    }

    /** JSON in ASCII alone, so that no terminal's encoding can spoil it. */
    static String ascii(String json) {
        StringBuilder ascii = new StringBuilder(json.length());
        json.chars().forEach(c -> {
            if (c < 0x7f) {
                ascii.append((char) c);
            } else {
                ascii.append(String.format(Locale.ROOT, "\\u%04x", c));
            }
        });
        return ascii.toString();
    }
}
