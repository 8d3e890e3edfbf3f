package tidemark.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** YAML as plain values, by the core schema of YAML 1.2: what goes to Elasticsearch as it is. */
final class PlainValues {

    private final Reading reading;

    PlainValues(Reading reading) {
        this.reading = reading;
    }

    /** A map, list, text, whole number, decimal, boolean, or null. */
    @Nullable
    Object of(Yaml node, String path) {
        if (node instanceof Yaml.Mapping mapping) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            mapping.entries().forEach((key, entry) -> map.put(key, of(entry.value(), Problems.below(path, key))));
            return map;
        }
        if (node instanceof Yaml.Sequence sequence) {
            List<@Nullable Object> list = new ArrayList<>();
            sequence.items().forEach(item -> list.add(of(item, path + "[" + list.size() + "]")));
            return list;
        }
        if (node.absent()) {
            return null;
        }
        String text = reading.text(node, path, "a value");
        return text == null || ((Yaml.Scalar) node).quoted() ? text : plain(text);
    }

    private static Object plain(String text) {
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        if (text.matches("[-+]?(0|[1-9]\\d{0,17})")) {
            return Long.valueOf(text);
        }
        return text.matches("[-+]?\\d{1,15}\\.\\d{1,15}") ? (Object) Double.valueOf(text) : text;
    }
}
