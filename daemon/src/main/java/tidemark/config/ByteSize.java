package tidemark.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A size in bytes; KB, MB and GB are powers of 1024. */
public record ByteSize(long bytes) implements Comparable<ByteSize> {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,12})(B|KB|MB|GB)");

    /** A size is not negative. */
    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative: " + bytes);
        }
    }

    /**
     * Reads {@code 512KB}, {@code 5MB}.
     *
     * @throws IllegalArgumentException if the text has another shape
     */
    static ByteSize parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected a size such as 512KB or 5MB, got " + text);
        }
        int shift = switch (matcher.group(2)) {
            case "KB" -> 10;
            case "MB" -> 20;
            case "GB" -> 30;
            default -> 0;
        };
        return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift));
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** As configuration has it, in the largest unit that fits exactly. */
    @Override
    public String toString() {
        String[] units = {"B", "KB", "MB", "GB"};
        int unit = 0;
        long left = bytes;
        while (unit < 3 && left > 0 && left % 1024 == 0) {
            left /= 1024;
            unit++;
        }
        return left + units[unit];
    }
}
