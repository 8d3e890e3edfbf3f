package tidemark.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tidemark.plan.ColumnChoice;
import tidemark.plan.EmbedSpec;

/**
 * Reads {@code embed:}, a list of
 *
 * <ul>
 *   <li>{@code path}
 *   <li>{@code path: {options}}, the options of its last step
 *   <li>{@code name: path}, only its far end, under a name of one's own
 *   <li>{@code name: {from: path, options}}
 * </ul>
 */
final class EmbedsReader {

    private static final String PATH = "a path such as album.artist";
    private static final Yaml.Mapping NO_OPTIONS = new Yaml.Mapping(Map.of(), 0);

    private final Reading reading;
    private final ColumnsReader columns;

    EmbedsReader(Reading reading) {
        this.reading = reading;
        this.columns = new ColumnsReader(reading);
    }

    List<EmbedSpec> read(Yaml node, String path) {
        if (!(node instanceof Yaml.Sequence sequence)) {
            problem(node, path, "expected a list of embeds, got " + node.words(), "begin each with '- '");
            return List.of();
        }
        List<EmbedSpec> embeds = new ArrayList<>();
        int index = 0;
        for (Yaml item : sequence.items()) {
            EmbedSpec embed = embed(item, path + "[" + index++ + "]");
            if (embed != null) {
                embeds.add(embed);
            }
        }
        checkTwice(embeds);
        return embeds;
    }

    private void checkTwice(List<EmbedSpec> embeds) {
        Map<Object, EmbedSpec> seen = new HashMap<>();
        for (EmbedSpec embed : embeds) {
            EmbedSpec first = seen.putIfAbsent(embed.name() == null ? embed.path() : embed.name(), embed);
            if (first != null) {
                reading.problems()
                        .at(
                                embed.place().line(),
                                embed.place().path(),
                                "'" + (embed.name() == null ? String.join(".", embed.path()) : embed.name())
                                        + "' is embedded twice, first on line "
                                        + first.place().line(),
                                "leave one out, or give one a name of its own, name: {from: path}");
            }
        }
    }

    private @Nullable EmbedSpec embed(Yaml item, String path) {
        if (item instanceof Yaml.Scalar) {
            return spec(null, item, NO_OPTIONS, path);
        }
        if (!(item instanceof Yaml.Mapping mapping) || mapping.entries().isEmpty()) {
            reading.expected(item, path, "a path, or one name with a path or options");
            return null;
        }
        String key = mapping.entries().keySet().iterator().next();
        if (mapping.entries().size() > 1) {
            problem(
                    item,
                    path,
                    "expected one name with a path or options, got the keys "
                            + String.join(", ", mapping.entries().keySet()),
                    "indent what belongs to '" + key + "' further than its name, and begin each embed with '- '");
            return null;
        }
        return keyed(key, Objects.requireNonNull(mapping.get(key)), item.line(), path);
    }

    private @Nullable EmbedSpec keyed(String key, Yaml value, int line, String path) {
        if (value instanceof Yaml.Mapping options) {
            Yaml from = options.get("from");
            return from == null
                    ? spec(null, new Yaml.Scalar(key, true, line), options, path)
                    : spec(key, from, options, path);
        }
        if (value instanceof Yaml.Sequence || value.absent()) {
            reading.expected(value, path + "." + key, "a path or options");
            return null;
        }
        return spec(key, value, NO_OPTIONS, path);
    }

    private @Nullable EmbedSpec spec(@Nullable String name, Yaml way, Yaml.Mapping options, String path) {
        if (name != null) {
            FieldName.check(reading, name, way.line(), path);
        }
        Fields fields = new Fields(reading, options, path, Word.EMBEDDED);
        List<String> steps = steps(way, name == null ? path : Problems.below(path, name));
        Map<String, String> on = on(fields, steps);
        Yaml chosen = fields.get("columns");
        Yaml inner = fields.get("embed");
        EmbedSpec spec = new EmbedSpec(
                name,
                steps.isEmpty() ? List.of("?") : steps,
                on,
                chosen == null ? ColumnChoice.ALL : columns.read(chosen, fields.path("columns")),
                fields.text("where", "an SQL condition"),
                order(fields),
                fields.flag("nested"),
                inner == null ? List.of() : read(inner, fields.path("embed")),
                reading.problems().place(way.line(), path),
                reverse(fields));
        return steps.isEmpty() ? null : spec;
    }

    private EmbedSpec.@Nullable Reverse reverse(Fields fields) {
        Yaml node = fields.get("rev");
        if (node == null) {
            return null;
        }
        String expectation = "an item type and the name of its link";
        if (node instanceof Yaml.Sequence pair && pair.items().size() == 2) {
            String itemType = reading.text(pair.items().get(0), fields.path("rev"), expectation);
            String rel = reading.text(pair.items().get(1), fields.path("rev"), expectation);
            if (itemType != null && rel != null && !itemType.isBlank() && !rel.isBlank()) {
                return new EmbedSpec.Reverse(itemType, rel);
            }
        }
        reading.problems()
                .at(
                        node.line(),
                        fields.path("rev"),
                        "expected " + expectation + ", got " + node.words(),
                        "for instance replicates: {rev: [replicate, experiment]}");
        return null;
    }

    private List<String> steps(Yaml way, String path) {
        String text = reading.text(way, path, PATH);
        List<String> steps = text == null ? List.of() : PathSteps.of(text);
        if (text != null && steps.isEmpty()) {
            problem(
                    way,
                    path,
                    "expected " + PATH + ", got '" + text + "'",
                    "a name with dots in it stands in double quotes");
        }
        return steps;
    }

    private Map<String, String> on(Fields fields, List<String> steps) {
        Map<String, String> on = fields.pairs("on", "columns that join, {column here: column there}");
        if (!on.isEmpty() && steps.size() > 1) {
            reading.problems()
                    .at(
                            fields.line("on"),
                            fields.path("on"),
                            "on goes with a path of one step, and this one has " + steps.size(),
                            "embed " + steps.get(steps.size() - 1) + " inside the step before it");
        }
        return new LinkedHashMap<>(on);
    }

    private List<String> order(Fields fields) {
        List<String> order = fields.texts("order", "a list of columns, -column for descending");
        for (String column : order) {
            if (column.isBlank() || column.equals("-")) {
                reading.problems()
                        .at(fields.line("order"), fields.path("order"), "expected a column, got '" + column + "'", "");
            }
        }
        return order;
    }

    private void problem(Yaml node, String path, String message, String hint) {
        reading.problems().at(node.line(), path, message, hint);
    }
}
