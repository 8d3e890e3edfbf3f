package tidemark.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tidemark.plan.EmbedSpec;

/** What to write instead: the lines of YAML that settle a step that is missing or can mean several things. */
final class Advice {

    private static final Set<String> RESERVED = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    private final Steps steps;

    Advice(Steps steps) {
        this.steps = steps;
    }

    /** One line for each thing that a step can mean. */
    String choose(EmbedSpec spec, int at, List<Join> candidates) {
        return candidates.stream()
                .map(join -> "- " + line(spec, at, join, candidates) + "   # " + meaning(join))
                .collect(Collectors.joining("\n", "Write one of:\n", ""));
    }

    private static String line(EmbedSpec spec, int at, Join join, List<Join> candidates) {
        String given = spec.name();
        if (given != null && spec.path().size() > 1) {
            List<String> path = new ArrayList<>(spec.path());
            path.set(at, step(join));
            return scalar(given) + ": " + String.join(".", path);
        }
        String name = given != null ? given : fieldName(join, candidates);
        String line = scalar(name) + ": {from: " + from(join.child()) + ", on: " + on(join) + rest(spec, at) + "}";
        for (int i = at - 1; i >= 0; i--) {
            line = scalar(spec.path().get(i)) + ": {embed: [{" + line + "}]}";
        }
        return line;
    }

    private static String rest(EmbedSpec spec, int at) {
        List<String> rest = spec.path().subList(at + 1, spec.path().size());
        return rest.isEmpty() ? "" : ", embed: [" + String.join(".", rest) + "]";
    }

    /** A step that can only mean this join: the column of a foreign key, or the constraint seen from the other side. */
    private static String step(Join join) {
        boolean forward = join.parent().foreignKeys().stream()
                .anyMatch(key ->
                        key.name().equals(join.constraint()) && key.columns().equals(join.parentColumns()));
        return forward && join.parentColumns().size() == 1
                ? join.parentColumns().get(0)
                : join.constraint();
    }

    private static String fieldName(Join join, List<Join> candidates) {
        String table = join.child().name().name();
        if (!join.many() && join.parentColumns().size() == 1) {
            String stem = Names.withoutId(join.parentColumns().get(0));
            if (!stem.equals(join.parentColumns().get(0))) {
                return stem;
            }
        }
        boolean alone = candidates.stream()
                        .filter(other ->
                                other.child().name().equals(join.child().name()))
                        .count()
                == 1;
        List<String> telling = join.many() ? join.childColumns() : join.parentColumns();
        return alone ? table : table + "_by_" + Names.withoutId(telling.get(telling.size() - 1));
    }

    private static String meaning(Join join) {
        return join.many()
                ? "a list: " + join.child().name() + " has " + join.constraint()
                : "one " + join.child().name();
    }

    /** Where one can go from a table, and how to join without a foreign key. */
    String missing(Catalog catalog, EmbedSpec spec, int at, Table from) {
        String step = spec.path().get(at);
        List<String> words = Stream.concat(
                        steps.forward(from)
                                .flatMap(join -> Stream.of(
                                        Names.withoutId(join.parentColumns()
                                                .get(join.parentColumns().size() - 1)),
                                        join.child().name().name())),
                        steps.backward(from).map(join -> join.child().name().name()))
                .distinct()
                .toList();
        List<String> lines = new ArrayList<>();
        Names.nearest(step, words).ifPresent(word -> lines.add("Did you mean `" + word + "`?"));
        through(from, step).ifPresent(lines::add);
        lines.add("Foreign keys lead from " + from.name() + " to: "
                + list(steps.forward(from).map(Advice::toward)) + "; from others to it: "
                + list(steps.backward(from).map(join -> join.child().name().toString())) + ".");
        lines.add("To join without a foreign key, name the columns: " + columns(catalog, step, from));
        return String.join("\n", lines);
    }

    private static String toward(Join join) {
        return join.child().name() + " (" + String.join(", ", join.parentColumns()) + ")";
    }

    private static String list(Stream<String> words) {
        String list = words.distinct().sorted().collect(Collectors.joining(", "));
        return list.isEmpty() ? "nothing" : list;
    }

    private Optional<String> through(Table from, String step) {
        return steps.backward(from)
                .filter(join -> steps.forward(join.child())
                        .anyMatch(far -> Names.sameTable(step, far.child().name(), false)))
                .findFirst()
                .map(join -> "It is reached through " + join.child().name() + ": - " + scalar(step) + ": "
                        + join.child().name().name() + "." + step);
    }

    private static String columns(Catalog catalog, String step, Table from) {
        List<Table> found = catalog.named(step);
        String table = found.size() == 1 ? from(found.get(0)) : scalar(step);
        String target = found.size() == 1 && found.get(0).key().size() == 1
                ? scalar(found.get(0).key().get(0).name())
                : "<column of " + step + ">";
        return "- " + scalar(step) + ": {from: " + table + ", on: {<column of " + from.name() + ">: " + target + "}}";
    }

    private static String from(Table table) {
        return scalar(table.name().toString());
    }

    private static String on(Join join) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < join.parentColumns().size(); i++) {
            pairs.add(scalar(join.parentColumns().get(i)) + ": "
                    + scalar(join.childColumns().get(i)));
        }
        return "{" + String.join(", ", pairs) + "}";
    }

    /** A name as YAML: quoted where it would be read as something else. */
    static String scalar(String name) {
        boolean plain = name.matches("[\\p{L}_][\\p{L}\\p{N}_.]*") && !RESERVED.contains(name.toLowerCase(Locale.ROOT));
        if (plain) {
            return name;
        }
        StringBuilder quoted = new StringBuilder("\"");
        name.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || c == 0xfeff) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
