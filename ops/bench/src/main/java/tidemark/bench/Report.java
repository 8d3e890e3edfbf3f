package tidemark.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a run found out, in the order in which it did: the circumstances, then the figures. */
final class Report {
    /**
     * One number.
     *
     * @param key in JSON
     * @param label for people
     * @param decimals shown to people; JSON has them all
     */
    private record Figure(String key, String label, double value, String unit, int decimals) {
        String text() {
            return String.format(Locale.ROOT, "%,." + decimals + "f", value);
        }
    }

    private final Map<String, String> circumstances = new LinkedHashMap<>();
    private final List<Figure> figures = new ArrayList<>();

    void circumstance(String name, String value) {
        circumstances.put(name, value);
    }

    void figure(String key, String label, double value, String unit, int decimals) {
        figures.add(new Figure(key, label, value, unit, decimals));
    }

    /** For people: labels to the left, numbers in one column to the right. */
    String table() {
        int labels = width(figures.stream().map(Figure::label).toList());
        int values = width(figures.stream().map(Figure::text).toList());
        int names = width(List.copyOf(circumstances.keySet()));
        StringBuilder out = new StringBuilder();
        circumstances.forEach((name, value) ->
                out.append(pad(name, names)).append("  ").append(value).append('\n'));
        out.append('\n');
        for (Figure figure : figures) {
            out.append(pad(figure.label(), labels))
                    .append("  ")
                    .append(" ".repeat(values - figure.text().length()))
                    .append(figure.text())
                    .append(figure.unit().isEmpty() ? "" : " ")
                    .append(figure.unit())
                    .append('\n');
        }
        return out.toString();
    }

    /** For programs: {@code {circumstances: {name: text}, figures: {key: number}}}. */
    ObjectNode json() {
        ObjectNode json = new ObjectMapper().createObjectNode();
        ObjectNode around = json.putObject("circumstances");
        circumstances.forEach(around::put);
        ObjectNode numbers = json.putObject("figures");
        figures.forEach(figure -> numbers.put(figure.key(), figure.value()));
        return json;
    }

    void write(Path file) throws IOException {
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), json());
    }

    private static int width(List<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
