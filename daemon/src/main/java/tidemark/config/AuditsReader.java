package tidemark.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidemark.plan.RuleSpec;

/** Reads {@code audits:} of a type: rules by name. */
final class AuditsReader {

    private static final List<String> LEVELS = List.of("INTERNAL_ACTION", "WARNING", "NOT_COMPLIANT", "ERROR");
    private static final String RULE_NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,99}";

    private final Reading reading;
    private final PlainValues values;

    AuditsReader(Reading reading) {
        this.reading = reading;
        this.values = new PlainValues(reading);
    }

    List<RuleSpec> read(Yaml node, String path) {
        List<RuleSpec> rules = new ArrayList<>();
        if (!(node instanceof Yaml.Mapping mapping)) {
            reading.expected(node, path, "rules by name");
            return rules;
        }
        mapping.entries().forEach((name, entry) -> {
            RuleSpec rule = rule(name, entry, Problems.below(path, name));
            if (rule != null) {
                rules.add(rule);
            }
        });
        return rules;
    }

    private @Nullable RuleSpec rule(String name, Yaml.Entry entry, String path) {
        if (!name.matches(RULE_NAME)) {
            reading.problems()
                    .at(
                            entry.line(),
                            path,
                            "expected the name of a rule: letters, digits, - _ and ., got '" + name + "'",
                            "");
        }
        if (!(entry.value() instanceof Yaml.Mapping mapping)) {
            reading.expected(entry.value(), path, "a rule: level, when, detail");
            return null;
        }
        Fields fields = new Fields(reading, mapping, path, Word.RULE);
        String level = fields.text("level", "a level");
        if (level != null && !LEVELS.contains(level)) {
            reading.problems()
                    .at(
                            fields.line("level"),
                            fields.path("level"),
                            "expected one of " + String.join(", ", LEVELS) + ", got '" + level + "'",
                            "");
        }
        String category = fields.text("category", "what kind of fault the rule finds");
        RuleSpec.Expression when = expression(fields, "when");
        RuleSpec.Expression detail = expression(fields, "detail");
        List<RuleSpec.Example> examples = examples(fields);
        require(fields, level, "level", "ERROR");
        require(fields, when, "when", "'!has(document.award)'");
        require(fields, detail, "detail", "'\"no award\"'");
        if (level == null || when == null || detail == null) {
            return null;
        }
        return new RuleSpec(
                name,
                level,
                category == null ? name : category,
                when,
                detail,
                examples,
                reading.problems().place(entry.line(), path));
    }

    private void require(Fields fields, @Nullable Object value, String key, String example) {
        if (value == null && fields.get(key) == null) {
            reading.problems()
                    .at(fields.line(key), fields.path(key), "missing", "for instance " + key + ": " + example);
        }
    }

    private RuleSpec.@Nullable Expression expression(Fields fields, String key) {
        String text = fields.text(key, "an expression");
        return text == null
                ? null
                : new RuleSpec.Expression(text, reading.problems().place(fields.line(key), fields.path(key)));
    }

    private List<RuleSpec.Example> examples(Fields fields) {
        List<RuleSpec.Example> examples = new ArrayList<>();
        Yaml node = fields.get("examples");
        if (node == null) {
            return examples;
        }
        if (!(node instanceof Yaml.Sequence sequence)) {
            reading.expected(node, fields.path("examples"), "a list of examples");
            return examples;
        }
        for (Yaml item : sequence.items()) {
            String path = fields.path("examples") + "[" + examples.size() + "]";
            if (!(item instanceof Yaml.Mapping mapping)) {
                reading.expected(item, path, "an example: document, finds");
                return examples;
            }
            Fields example = new Fields(reading, mapping, path, Word.EXAMPLE);
            examples.add(new RuleSpec.Example(
                    document(example), finds(example), reading.problems().place(item.line(), path)));
        }
        return examples;
    }

    private Map<String, @Nullable Object> document(Fields example) {
        Yaml node = example.get("document");
        if (!(node instanceof Yaml.Mapping mapping)) {
            reading.problems()
                    .at(
                            example.line("document"),
                            example.path("document"),
                            "expected fields of a document",
                            "{} for none");
            return Map.of();
        }
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        mapping.entries()
                .forEach((name, entry) ->
                        document.put(name, values.of(entry.value(), Problems.below(example.path("document"), name))));
        return document;
    }

    private int finds(Fields example) {
        if (example.get("finds") == null) {
            reading.problems()
                    .at(example.line("finds"), example.path("finds"), "missing", "finds: 0 where all is well");
            return 0;
        }
        String text = example.text("finds", "how many faults the rule finds");
        if (text != null && text.matches("\\d{1,4}")) {
            return Integer.parseInt(text);
        }
        reading.problems()
                .at(
                        example.line("finds"),
                        example.path("finds"),
                        "expected how many faults the rule finds, got '" + text + "'",
                        "0 where all is well");
        return 0;
    }
}
