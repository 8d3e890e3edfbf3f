package tidemark.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tidemark.plan.ColumnChoice;
import tidemark.plan.EmbedSpec;
import tidemark.plan.TypeSpec;

/** Reads {@code types:}. */
final class TypesReader {

    private static final String NAME = "[a-z0-9][a-z0-9_-]{0,99}";

    private final Reading reading;
    private final @Nullable SourceSettings source;
    private final EmbedsReader embeds;
    private final ColumnsReader columns;
    private final AuditsReader audits;
    private final PlainValues values;

    /**
     * A reader.
     *
     * @param source how the database keeps its objects; null if that could not be read
     */
    TypesReader(Reading reading, @Nullable SourceSettings source) {
        this.reading = reading;
        this.source = source;
        this.embeds = new EmbedsReader(reading);
        this.columns = new ColumnsReader(reading);
        this.audits = new AuditsReader(reading);
        this.values = new PlainValues(reading);
    }

    /** The document types by name; none at all is a problem. */
    Map<String, TypeSpec> read(Yaml.Mapping top) {
        Map<String, TypeSpec> types = new LinkedHashMap<>();
        Yaml.Entry entry = top.entries().get(SettingsReader.TYPES);
        Yaml node = entry == null ? null : entry.value();
        if (node instanceof Yaml.Mapping mapping && !mapping.entries().isEmpty()) {
            mapping.entries().forEach((name, type) -> types.put(name, type(name, type)));
        } else if (node == null || node.absent() || node instanceof Yaml.Mapping) {
            int line = entry == null ? 0 : entry.line();
            reading.problems()
                    .at(
                            line,
                            SettingsReader.TYPES,
                            "expected at least one document type",
                            "for instance\ntypes:\n  track:\n    table: track\n    embed: [album.artist]");
        } else {
            reading.expected(node, SettingsReader.TYPES, "document types by name");
        }
        return types;
    }

    private TypeSpec type(String name, Yaml.Entry entry) {
        String path = Problems.below(SettingsReader.TYPES, name);
        checkName(name, entry.line(), path);
        Yaml.Mapping mapping = new Yaml.Mapping(Map.of(), entry.line());
        if (entry.value() instanceof Yaml.Mapping given) {
            mapping = given;
        } else if (!entry.value().absent()) {
            reading.expected(entry.value(), path, "keys with values");
        }
        Fields fields = new Fields(reading, mapping, path, Word.TYPE);
        Yaml chosen = fields.get("columns");
        Yaml rules = fields.get("audits");
        Yaml embed = fields.get("embed");
        List<EmbedSpec> embeds = embed == null ? List.of() : this.embeds.read(embed, fields.path("embed"));
        if (source != null && !source.objects()) {
            checkNoReverse(embeds);
        }
        return new TypeSpec(
                name,
                Objects.requireNonNullElse(root(fields), name),
                chosen == null ? ColumnChoice.ALL : columns.read(chosen, fields.path("columns")),
                fields.text("where", "an SQL condition"),
                embeds,
                mapping(fields),
                settings(fields),
                reading.problems().place(entry.line(), path),
                rules == null ? List.of() : audits.read(rules, fields.path("audits")));
    }

    private void checkName(String name, int line, String path) {
        if (!name.matches(NAME)) {
            reading.problems()
                    .at(
                            line,
                            path,
                            "expected the name of a type: lower case letters, digits, - and _, got '" + name + "'",
                            "the table's own name, in any case, goes to table:");
        } else if (name.matches(".*-\\d+")) {
            reading.problems()
                    .at(
                            line,
                            path,
                            "the name of a type does not end in a dash and a number: physical indices are named so",
                            "write '" + name.replaceFirst("-(\\d+)$", "_$1") + "'");
        }
    }

    private @Nullable String root(Fields fields) {
        String itemType = fields.text("item_type", "an item type");
        String table = table(fields);
        if (source == null) {
            return table;
        }
        String other = source.objects() ? "table" : "item_type";
        if (fields.get(other) != null) {
            reading.problems()
                    .at(
                            fields.line(other),
                            fields.path(other),
                            other + " does not go with source.layout: " + source.layout(),
                            source.objects()
                                    ? "write item_type, or name the type as the item type"
                                    : "write table, or source: {layout: objects}");
        }
        return source.objects() ? itemType : table;
    }

    private void checkNoReverse(List<EmbedSpec> embeds) {
        for (EmbedSpec embed : embeds) {
            if (embed.reverse() != null) {
                reading.problems()
                        .at(
                                embed.place().line(),
                                embed.place().path(),
                                "rev does not go with source.layout: tables",
                                "name the table that refers here");
            }
            checkNoReverse(embed.embeds());
        }
    }

    private @Nullable String table(Fields fields) {
        String table = fields.text("table", "table or schema.table");
        if (table != null && table.contains("\"")) {
            reading.problems()
                    .at(
                            fields.line("table"),
                            fields.path("table"),
                            "expected table or schema.table without quotes, got '" + table + "'",
                            "write it as the database has it: upper and lower case are kept");
        }
        return table;
    }

    private Map<String, Object> mapping(Fields fields) {
        Map<String, Object> overrides = plain(fields, "mapping", "field mappings, {field: {type: keyword}}");
        overrides.forEach((field, value) -> {
            if (!(value instanceof Map)) {
                reading.problems()
                        .at(
                                fields.line("mapping"),
                                Problems.below(fields.path("mapping"), field),
                                "expected a field mapping such as {type: keyword}, got '" + value + "'",
                                "");
            }
        });
        return overrides;
    }

    private Map<String, Object> settings(Fields fields) {
        return plain(fields, "settings", "index settings, {setting: value}");
    }

    private Map<String, Object> plain(Fields fields, String key, String expectation) {
        Yaml node = fields.get(key);
        if (node == null) {
            return Map.of();
        }
        if (!(node instanceof Yaml.Mapping mapping)) {
            reading.expected(node, fields.path(key), expectation);
            return Map.of();
        }
        Map<String, Object> plain = new LinkedHashMap<>();
        mapping.entries().forEach((name, entry) -> {
            String path = Problems.below(fields.path(key), name);
            Object value = values.of(entry.value(), path);
            if (value == null) {
                reading.expected(entry.value(), path, "a value");
            } else {
                plain.put(name, value);
            }
        });
        return plain;
    }
}
