package tidemark.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A mapping of which the keys are known; every other one is reported. */
final class Fields {

    private final Reading reading;
    private final Yaml.Mapping mapping;
    private final String path;

    Fields(Reading reading, Yaml.Mapping mapping, String path, List<Word> known) {
        this.reading = reading;
        this.mapping = mapping;
        this.path = path;
        List<String> names = Word.names(known);
        mapping.entries().forEach((key, entry) -> {
            if (!names.contains(key)) {
                reading.unknown(entry.line(), path(key), key, names);
            }
        });
    }

    /** The path of a key. */
    String path(String key) {
        return Problems.below(path, key);
    }

    /** The line of a key; that of the mapping if it is not there. */
    int line(String key) {
        Yaml.Entry entry = mapping.entries().get(key);
        return entry == null ? mapping.line() : entry.line();
    }

    /** What stands at a key, null if it is not there. */
    @Nullable
    Yaml get(String key) {
        return mapping.get(key);
    }

    /** A text, null if it is not there; a blank one is a problem. */
    @Nullable
    String text(String key, String expectation) {
        Yaml node = get(key);
        String text = node == null ? null : reading.text(node, path(key), expectation);
        if (text != null && text.isBlank()) {
            reading.problems().at(line(key), path(key), "expected " + expectation + ", got ''", "");
        }
        return text;
    }

    /** A list of texts, empty if it is not there. */
    List<String> texts(String key, String expectation) {
        Yaml node = get(key);
        return node == null ? List.of() : reading.texts(node, path(key), expectation);
    }

    /** Texts by name, empty if they are not there. */
    Map<String, String> pairs(String key, String expectation) {
        Yaml node = get(key);
        return node == null ? Map.of() : reading.pairs(node, path(key), expectation);
    }

    /** Whether {@code true} is there. */
    boolean flag(String key) {
        Yaml node = get(key);
        return node != null && reading.flag(node, path(key));
    }
}
