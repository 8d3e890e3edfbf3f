package tidemark.change;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a PostgreSQL snapshot shows: every transaction below {@code xmax} that is not in {@code xip} and did not abort.
 * Text form {@code xmin:xmax:xip,xip,…}, as {@code pg_snapshot} prints it (PostgreSQL manual, "Transaction ID and Snapshot
 * Information Functions").
 *
 * @param xmin lowest transaction id still in progress
 * @param xmax one past the highest completed transaction id
 * @param xip transactions in progress, ascending; always empty on a server in recovery
 */
public record Snapshot(long xmin, long xmax, List<Long> xip) {

    /** Copies and sorts the list. */
    public Snapshot {
        xip = xip.stream().sorted().toList();
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if the text has another shape
     */
    public static Snapshot parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("expected xmin:xmax:xip, got " + text);
        }
        List<Long> xip = parts[2].isEmpty()
                ? List.of()
                : Arrays.stream(parts[2].split(",")).map(Long::valueOf).toList();
        return new Snapshot(Long.parseLong(parts[0]), Long.parseLong(parts[1]), xip);
    }

    /** The text form. */
    @Override
    public String toString() {
        return xmin + ":" + xmax + ":" + xip.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
