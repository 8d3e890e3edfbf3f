package tidemark.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run is asked for.
 *
 * @param scale TPC-H's scale factor; 1 has 1,500,000 orders
 * @param rounds full indexes, each followed by a raw bulk; where there are several, the first only warms up
 * @param updates single-row updates of each kind
 * @param renames nations to rename
 * @param heap of Elasticsearch, as {@code -Xmx} has it
 * @param json file for the figures as JSON, or null
 */
record Options(
        double scale,
        int rounds,
        int updates,
        int renames,
        String heap,
        @Nullable Path json) {
    static final String USAGE = """
            usage: ops/bench/run [OPTION]...
              --scale FACTOR   of TPC-H: 0.01 has 15,000 orders, 1 has 1,500,000 (0.01)
              --rounds N       full indexes, each followed by a raw bulk; of several, the first only warms up (3)
              --updates N      single-row updates of each kind (200)
              --renames N      nations to rename, at most 25 (5)
              --heap SIZE      of Elasticsearch (1g)
              --json FILE      also write the figures there, as JSON
            """;

    private static final int NATIONS = 25;

    /** With fewer than a hundred suppliers TPC-H gives a part the same supplier twice, against its own key. */
    private static final double SMALLEST = 0.01;

    private static final double LARGEST = 100;

    Options {
        require(scale >= SMALLEST && scale <= LARGEST, "--scale is from 0.01 to 100");
        require(rounds >= 1, "--rounds is at least 1");
        require(updates >= 1, "--updates is at least 1");
        require(renames >= 1 && renames <= NATIONS, "--renames is from 1 to " + NATIONS);
    }

    static Options defaults() {
        return new Options(0.01, 3, 200, 5, "1g", null);
    }

    /** Throws {@link IllegalArgumentException} that says what is wrong. */
    static Options parse(List<String> arguments) {
        Deque<String> rest = new ArrayDeque<>(arguments);
        Options options = defaults();
        while (!rest.isEmpty()) {
            String option = rest.pop();
            require(!rest.isEmpty(), "unknown option, or one without its value: " + option);
            options = options.with(option, rest.pop());
        }
        return options;
    }

    private Options with(String option, String value) {
        try {
            return switch (option) {
                case "--scale" -> new Options(Double.parseDouble(value), rounds, updates, renames, heap, json);
                case "--rounds" -> new Options(scale, Integer.parseInt(value), updates, renames, heap, json);
                case "--updates" -> new Options(scale, rounds, Integer.parseInt(value), renames, heap, json);
                case "--renames" -> new Options(scale, rounds, updates, Integer.parseInt(value), heap, json);
                case "--heap" -> new Options(scale, rounds, updates, renames, value, json);
                case "--json" -> new Options(scale, rounds, updates, renames, heap, Path.of(value));
                default -> throw new IllegalArgumentException("unknown option: " + option);
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " takes a number, not " + value, e);
        }
    }

    private static void require(boolean holds, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(expected);
        }
    }
}
