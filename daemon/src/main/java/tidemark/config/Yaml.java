package tidemark.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands in a YAML file, with the line where it begins; nothing is interpreted yet. */
sealed interface Yaml {

    /** One-based line. */
    int line();

    /** What it is, for people. */
    String words();

    /** Whether it is an empty value: nothing, {@code null} or {@code ~}. */
    default boolean absent() {
        return false;
    }

    /** Text, quoted or plain. */
    record Scalar(String text, boolean quoted, int line) implements Yaml {

        @Override
        public String words() {
            return absent() ? "nothing" : "'" + text + "'";
        }

        @Override
        public boolean absent() {
            return !quoted && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
        }
    }

    /** A list. */
    record Sequence(List<Yaml> items, int line) implements Yaml {

        @Override
        public String words() {
            return "a list";
        }
    }

    /** Keys with values, in the order of the file. */
    record Mapping(Map<String, Entry> entries, int line) implements Yaml {

        /** The value of a key, null if it is not there. */
        @Nullable
        Yaml get(String key) {
            Entry entry = entries.get(key);
            return entry == null ? null : entry.value();
        }

        @Override
        public String words() {
            return "a mapping";
        }
    }

    /** A key's line, and its value. */
    record Entry(int line, Yaml value) {}
}
