package tidemark.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads every key but the document types: defaults, then the file, then the environment, then flags. One use. */
final class SettingsReader {

    /** The key of the document types, which another reads. */
    static final String TYPES = "types";

    /** Not a key: the token that verbs show, whatever the configuration is. */
    static final String TOKEN_VARIABLE = Key.PREFIX + "TOKEN";

    /** The key of the secondary indexers, which another reads. */
    static final String FOLLOWUPS = "followups";

    private final Reading reading;
    private final Map<String, Key<?>> known = new LinkedHashMap<>();
    private final Map<Key<?>, Yaml> inFile = new HashMap<>();
    private final Map<String, Integer> sectionLines = new HashMap<>();
    private final Values values = new Values();

    SettingsReader(Reading reading) {
        this.reading = reading;
        Configuration.SECTIONS.forEach(section -> section.keys().forEach(key -> known.put(key.path(), key)));
    }

    /** The value of every key, as the last layer that has one says. */
    Values read(Yaml.Mapping file, Map<String, String> environment, List<String> flags) {
        file.entries().forEach(this::top);
        Map<String, String> byFlag = flags(flags);
        misspelt(environment);
        known.forEach((path, key) -> set(key, environment.get(key.environment()), byFlag.get(path)));
        return values;
    }

    /** The record of a section; null if a problem is in the way. */
    <T> @Nullable T made(Section<T> section) {
        if (!values.usable(section)) {
            return null;
        }
        try {
            return section.made().apply(values);
        } catch (Key.Conflict e) {
            Yaml node = inFile.get(e.key());
            int line = node == null ? sectionLines.getOrDefault(section.name(), 0) : node.line();
            reading.problems().at(line, e.key().path(), e.reason(), e.hint());
            return null;
        }
    }

    private void top(String name, Yaml.Entry entry) {
        Key<?> key = known.get(name);
        if (name.equals(TYPES) || name.equals(FOLLOWUPS)) {
            return;
        }
        if (key != null) {
            inFile.put(key, entry.value());
        } else if (names("").contains(name)) {
            section(name, entry);
        } else {
            unknown(entry.line(), name, name, "");
        }
    }

    private void section(String name, Yaml.Entry entry) {
        sectionLines.put(name, entry.line());
        if (entry.value() instanceof Yaml.Mapping mapping) {
            mapping.entries().forEach((word, below) -> {
                Key<?> key = known.get(Problems.below(name, word));
                if (key == null) {
                    unknown(below.line(), Problems.below(name, word), word, name);
                } else {
                    inFile.put(key, below.value());
                }
            });
        } else if (!entry.value().absent()) {
            reading.expected(entry.value(), name, "keys with values");
        }
    }

    /** The words that may stand in a section; those of the top for the empty name. */
    private Collection<String> names(String section) {
        List<String> keys = known.values().stream()
                .filter(key -> key.section().equals(section))
                .map(Key::name)
                .toList();
        if (!section.isEmpty()) {
            return keys;
        }
        List<String> all = new ArrayList<>(keys);
        Configuration.SECTIONS.stream()
                .map(Section::name)
                .filter(name -> !name.isEmpty())
                .forEach(all::add);
        all.add(TYPES);
        all.add(FOLLOWUPS);
        return all;
    }

    private void unknown(int line, String path, String word, String section) {
        Collection<String> here = names(section);
        List<String> elsewhere = known.values().stream()
                .filter(key -> key.name().equals(word))
                .map(Key::path)
                .toList();
        if (Nearest.to(word, here).isEmpty() && !elsewhere.isEmpty()) {
            reading.problems()
                    .at(
                            line,
                            path,
                            "unknown key '" + word + "'",
                            "did you mean " + String.join(" or ", elsewhere) + "?");
        } else {
            reading.unknown(line, path, word, here);
        }
    }

    private Map<String, String> flags(List<String> flags) {
        Map<String, String> byPath = new HashMap<>();
        for (String flag : flags) {
            int equals = flag.indexOf('=');
            String path = equals < 0 ? flag : flag.substring(0, equals);
            if (equals < 0) {
                flagProblem(path, "expected key=value, got '" + flag + "'", "");
            } else if (path.matches("(" + TYPES + "|" + FOLLOWUPS + ")(\\..*)?")) {
                String what = path.startsWith(TYPES) ? "document types" : "secondary indexers";
                flagProblem(path, what + " are read from the file only", "write it there");
            } else if (!known.containsKey(path)) {
                flagProblem(
                        path,
                        "unknown key '" + path + "'",
                        Nearest.to(path, known.keySet())
                                .map(near -> "did you mean " + near + "?")
                                .orElse("config/reference.md lists them"));
            } else if (byPath.putIfAbsent(path, flag.substring(equals + 1)) != null) {
                flagProblem(path, "the key is there twice", "leave one out");
            }
        }
        return byPath;
    }

    private void flagProblem(String path, String message, String hint) {
        reading.problems().at(0, path, message + " (from --set)", hint);
    }

    /** Others may use the prefix too (a cluster names services by it), so only what nearly is a key's variable counts. */
    private void misspelt(Map<String, String> environment) {
        List<String> ours = known.values().stream().map(Key::environment).toList();
        environment.keySet().stream()
                .filter(name -> name.startsWith(Key.PREFIX) && !ours.contains(name) && !name.equals(TOKEN_VARIABLE))
                .sorted()
                .forEach(name -> Nearest.within(name, ours, 12)
                        .ifPresent(near -> reading.problems()
                                .at(0, name, "no key has this environment variable", "did you mean " + near + "?")));
    }

    private <T> void set(Key<T> key, @Nullable String byEnvironment, @Nullable String byFlag) {
        Yaml node = inFile.get(key);
        if (byFlag != null) {
            flag(key, byFlag);
        } else if (byEnvironment != null) {
            accept(key, byEnvironment, 0, " (from " + key.environment() + ")");
        } else if (node != null && !(node.absent() && key.standard() == null)) {
            String text = fileText(key, node);
            if (text == null) {
                values.refuse(key);
            } else {
                accept(key, text, node.line(), "");
            }
        } else if (key.standard() != null) {
            accept(key, key.standard(), 0, " (the default)");
        }
    }

    private void flag(Key<?> key, String text) {
        try {
            if (key.kind().bare(text)) {
                flagProblem(
                        key.path(),
                        "a secret does not belong on the command line, where everybody on this machine can read it",
                        "set " + key.environment() + ", or write --set '" + key.path() + "=${file:/path}'");
                values.refuse(key);
                return;
            }
            accept(key, reading.placeholders().fill(text), 0, " (from --set)");
        } catch (Placeholders.Unfilled e) {
            flagProblem(key.path(), String.valueOf(e.getMessage()), e.hint());
            values.refuse(key);
        }
    }

    private @Nullable String fileText(Key<?> key, Yaml node) {
        String expectation = key.kind().expectation();
        if (node instanceof Yaml.Sequence && key.kind().form() == Kind.Form.LIST) {
            List<String> items = reading.texts(node, key.path(), expectation);
            return items.isEmpty() || items.contains("") ? null : String.join(",", items);
        }
        return reading.text(node, key.path(), expectation);
    }

    private <T> void accept(Key<T> key, String text, int line, String from) {
        try {
            boolean file = key.kind().form() == Kind.Form.FILE;
            values.set(key, key.kind().parse(file ? readable(text) : text));
        } catch (IllegalArgumentException e) {
            reading.problems().at(line, key.path(), e.getMessage() + from, "");
            values.refuse(key);
        }
    }

    private String readable(String text) {
        Path path = reading.placeholders().resolve(Path.of(text));
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new IllegalArgumentException("expected a file that can be read, got '" + path + "'");
        }
        return path.toString();
    }
}
