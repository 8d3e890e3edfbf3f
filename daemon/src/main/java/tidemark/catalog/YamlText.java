package tidemark.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tidemark.plan.ColumnChoice;
import tidemark.plan.EmbedSpec;

/** What a configuration says, as YAML that reads back as the same. */
public final class YamlText {

    private YamlText() {}

    /** A table as {@code table:} and {@code from:} name it; empty if no way of writing it means this table alone. */
    static Optional<String> table(Catalog catalog, Table table) {
        String qualified = table.name().schema() + "." + table.name().name();
        return List.of(table.name().name(), qualified).stream()
                .filter(written -> writable(written) && catalog.named(written).equals(List.of(table)))
                .findFirst();
    }

    /** Whether a name can stand in a configuration: quotes and placeholders mean something there. */
    static boolean writable(String name) {
        return !name.isBlank()
                && name.equals(name.strip())
                && !name.contains("\"")
                && !name.contains("${")
                && name.chars().noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029);
    }

    /** Text as one scalar, quoted where it would be read as something else. */
    public static String scalar(String text) {
        return Advice.scalar(text);
    }

    /** An embed, without the dash before it. */
    static String embed(EmbedSpec spec) {
        String path = spec.path().stream()
                .map(step -> step.contains(".") ? '"' + step + '"' : step)
                .collect(Collectors.joining("."));
        String name = spec.name();
        String options = (spec.on().isEmpty() ? "" : ", on: " + pairs(spec.on()))
                + (spec.columns().equals(ColumnChoice.ALL) ? "" : ", columns: " + columns(spec.columns()));
        if (name == null) {
            return scalar(path) + (options.isEmpty() ? "" : ": {" + options.substring(2) + "}");
        }
        return scalar(name) + ": " + (options.isEmpty() ? scalar(path) : "{from: " + scalar(path) + options + "}");
    }

    static String columns(ColumnChoice choice) {
        return "{as: " + pairs(choice.as()) + "}";
    }

    private static String pairs(Map<String, String> pairs) {
        return pairs.entrySet().stream()
                .map(pair -> scalar(pair.getKey()) + ": " + scalar(pair.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /** Text of somebody else in one line of a comment. */
    public static String comment(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> line.appendCodePoint(
                        Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || c == 0xfeff ? ' ' : c));
        return line.toString();
    }
}
