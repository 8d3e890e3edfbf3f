package tidemark.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidemark.plan.FollowUpSpec;

/** Reads {@code followups:}, secondary indexers by title. What stands beside {@code kind} is the kind's own business. */
final class FollowUpsReader {

    /** Titles are names of state objects and stand in an address; with these begin others, or these are others. */
    private static final String TITLE = "(?!primary|staged|indexing|job-|verification|health|metrics)"
            + "(?!(?:jobs|paused|wait|documents|search|explain|troubled|history|overview|events|page)$)"
            + "[a-z][a-z0-9_-]{0,62}";

    private final Reading reading;
    private final PlainValues values;

    FollowUpsReader(Reading reading) {
        this.reading = reading;
        this.values = new PlainValues(reading);
    }

    List<FollowUpSpec> read(Yaml.Mapping top) {
        List<FollowUpSpec> specs = new ArrayList<>();
        Yaml node = top.get(SettingsReader.FOLLOWUPS);
        if (node == null || node.absent()) {
            return specs;
        }
        if (!(node instanceof Yaml.Mapping mapping)) {
            reading.expected(node, SettingsReader.FOLLOWUPS, "secondary indexers by title");
            return specs;
        }
        mapping.entries().forEach((title, entry) -> {
            FollowUpSpec spec = spec(title, entry);
            if (spec != null) {
                specs.add(spec);
            }
        });
        return specs;
    }

    private @Nullable FollowUpSpec spec(String title, Yaml.Entry entry) {
        String path = Problems.below(SettingsReader.FOLLOWUPS, title);
        if (!title.matches(TITLE)) {
            reading.problems()
                    .at(
                            entry.line(),
                            path,
                            "expected a title of lower case letters, digits, - and _, that is no name of the daemon's own, got '"
                                    + title + "'",
                            "");
        }
        if (!(entry.value() instanceof Yaml.Mapping mapping)) {
            reading.expected(entry.value(), path, "kind, and its settings");
            return null;
        }
        Yaml kind = mapping.get("kind");
        if (kind == null) {
            reading.problems().at(entry.line(), path + ".kind", "missing", "for instance kind: webhook");
            return null;
        }
        String made = reading.text(kind, path + ".kind", "what makes it, such as webhook");
        Map<String, Object> settings = new LinkedHashMap<>();
        mapping.entries().forEach((name, value) -> {
            Object plain = name.equals("kind") ? null : values.of(value.value(), Problems.below(path, name));
            if (plain != null) {
                settings.put(name, plain);
            }
        });
        return made == null
                ? null
                : new FollowUpSpec(title, made, settings, reading.problems().place(entry.line(), path));
    }
}
