package tidemark.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page in the text format of Prometheus, read as a scraper reads it. */
public final class Scraped {

    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)(?: \\d+)?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final Map<String, Double> values = new HashMap<>();
    private final Map<String, Set<String>> labels = new HashMap<>();

    private Scraped(String text) {
        for (String line : text.split("\n", -1)) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            assertThat(matcher.matches()).as("a line of the format: %s", line).isTrue();
            StringBuilder key = new StringBuilder(matcher.group(1));
            Set<String> names = labels.computeIfAbsent(matcher.group(1), any -> new TreeSet<>());
            Matcher label = LABEL.matcher(matcher.group(2) == null ? "" : matcher.group(2));
            while (label.find()) {
                names.add(label.group(1));
                key.append(' ').append(label.group(2));
            }
            assertThat(values.put(key.toString(), Double.valueOf(matcher.group(3))))
                    .as("told once: %s", key)
                    .isNull();
        }
    }

    /** This page. */
    public static Scraped read(String text) {
        return new Scraped(text);
    }

    static Scraped of(Metrics metrics) {
        return read(metrics.page(null).text());
    }

    /** Names of all series. */
    public Set<String> names() {
        return labels.keySet();
    }

    /** Names of the labels of a series. */
    Set<String> labels(String name) {
        return labels.getOrDefault(name, Set.of());
    }

    /** Whether there is this series, by the values of its labels, in the order of the labels' names. */
    public boolean has(String name, String... labelValues) {
        return values.containsKey(key(name, labelValues));
    }

    /** Its value. */
    public double value(String name, String... labelValues) {
        Double value = values.get(key(name, labelValues));
        assertThat(value).as("%s among %s", key(name, labelValues), names()).isNotNull();
        return value;
    }

    private static String key(String name, String... labelValues) {
        return labelValues.length == 0 ? name : name + " " + String.join(" ", labelValues);
    }

    /** The arithmetic of documents, for this type. */
    public void assertAddsUp(String type) {
        double ended = value("tidemark_documents_written_total", type)
                + value("tidemark_documents_superseded_total", type)
                + value("tidemark_documents_deleted_total", type)
                + value("tidemark_documents_troubled_total", type);
        assertThat(value("tidemark_documents_read_total", type))
                .as("read = written + superseded + deleted + troubled + in flight, of %s", type)
                .isEqualTo(ended + value("tidemark_documents_in_flight", type));
        assertThat(value("tidemark_documents_in_flight", type)).isNotNegative();
    }
}
