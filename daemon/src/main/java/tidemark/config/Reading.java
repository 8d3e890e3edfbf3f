package tidemark.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads values out of a YAML tree: placeholders filled, each wrong type a problem. Not thread-safe. */
record Reading(Problems problems, Placeholders placeholders) {

    /** A problem: something else was expected here. */
    void expected(Yaml node, String path, String expectation) {
        problems.at(node.line(), path, "expected " + expectation + ", got " + node.words(), "");
    }

    /** The text here; null, and a problem, if it is none. */
    @Nullable
    String text(Yaml node, String path, String expectation) {
        if (!(node instanceof Yaml.Scalar scalar) || scalar.absent()) {
            expected(node, path, expectation);
            return null;
        }
        try {
            return placeholders.fill(scalar.text());
        } catch (Placeholders.Unfilled e) {
            problems.at(scalar.line(), path, String.valueOf(e.getMessage()), e.hint());
            return null;
        }
    }

    /** The texts of a list that is neither empty nor says anything twice. */
    List<String> texts(Yaml node, String path, String expectation) {
        if (!(node instanceof Yaml.Sequence sequence) || sequence.items().isEmpty()) {
            problems.at(
                    node.line(),
                    path,
                    "expected " + expectation + ", got "
                            + (node instanceof Yaml.Sequence ? "an empty list" : node.words()),
                    "");
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (Yaml item : sequence.items()) {
            String itemPath = path + "[" + texts.size() + "]";
            String text = text(item, itemPath, expectation);
            if (text != null && texts.contains(text)) {
                problems.at(item.line(), itemPath, "'" + text + "' is there twice", "leave one out");
            }
            texts.add(text == null ? "" : text);
        }
        return texts;
    }

    /** The texts by name of a mapping that is not empty. */
    Map<String, String> pairs(Yaml node, String path, String expectation) {
        if (!(node instanceof Yaml.Mapping mapping) || mapping.entries().isEmpty()) {
            expected(node, path, expectation);
            return Map.of();
        }
        Map<String, String> pairs = new LinkedHashMap<>();
        mapping.entries().forEach((name, entry) -> {
            String text = text(entry.value(), Problems.below(path, name), expectation);
            pairs.put(name, text == null ? "" : text);
        });
        return pairs;
    }

    /** Whether {@code true} stands here. */
    boolean flag(Yaml node, String path) {
        String text = text(node, path, "true or false");
        if (text == null || text.equals("true") || text.equals("false")) {
            return "true".equals(text);
        }
        expected(node, path, "true or false");
        return false;
    }

    /** A problem: a key that is none here. */
    void unknown(int line, String path, String key, Collection<String> known) {
        String hint = Nearest.to(key, known)
                .map(near -> "did you mean " + near + "?")
                .orElse("known here: " + String.join(", ", known));
        problems.at(line, path, "unknown key '" + key + "'", hint);
    }
}
