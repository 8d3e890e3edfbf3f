package tidemark.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tidemark.change.TableName;
import tidemark.plan.EmbedSpec;

/** Walks the path of an embed through the catalog, and grows the draft by what it passes. */
final class EmbedPath {

    private final Catalog catalog;
    private final Columns columns;
    private final Problems problems;
    private final Steps steps;
    private final Advice advice;

    EmbedPath(Catalog catalog, Columns columns, Problems problems) {
        this.catalog = catalog;
        this.columns = columns;
        this.problems = problems;
        this.steps = new Steps(catalog);
        this.advice = new Advice(steps);
    }

    /** The embed that the path ends in; empty if it leads nowhere, which has then been told. */
    Optional<Draft.Branch> grow(Draft parent, EmbedSpec spec) {
        List<Leg> legs = spec.on().isEmpty() ? walk(parent.table, spec) : named(parent.table, spec);
        Draft at = parent;
        Draft.Branch last = null;
        for (int i = 0; i < legs.size(); i++) {
            Leg leg = legs.get(i);
            boolean end = i == legs.size() - 1;
            String name = spec.name();
            last = name == null
                    ? pass(at, leg.field(), leg.join(), spec)
                    : at.add(new Draft.Branch(
                            name, true, leg.join(), new Draft(leg.join().child(), !end, spec.place())));
            last.nested = name != null && spec.nested();
            at = last.draft;
        }
        return Optional.ofNullable(last);
    }

    private static Draft.Branch pass(Draft at, String field, Join join, EmbedSpec spec) {
        return at.shared(field, join)
                .orElseGet(() ->
                        at.add(new Draft.Branch(field, false, join, new Draft(join.child(), false, spec.place()))));
    }

    /** What stands at the end of the transparent nodes behind an embed. */
    static Draft.Branch farEnd(Draft.Branch branch) {
        return branch.draft.transparent ? farEnd(branch.draft.branches.get(0)) : branch;
    }

    /** One step of a path, and the word that the document shows for it. */
    private record Leg(String field, Join join) {}

    /** Every step of the path, or none. */
    private List<Leg> walk(Table from, EmbedSpec spec) {
        List<Leg> legs = new ArrayList<>();
        Table at = from;
        for (int i = 0; i < spec.path().size(); i++) {
            String step = spec.path().get(i);
            List<Join> meant = steps.meant(at, step);
            if (meant.isEmpty() && i + 1 < spec.path().size() && catalog.hasSchema(step)) {
                String qualified = step + "." + spec.path().get(++i);
                meant = steps.meant(at, qualified);
            }
            if (meant.size() != 1) {
                tell(at, spec, i, meant);
                return List.of();
            }
            Join join = meant.get(0);
            if (!columns.joinable(join, spec.place())) {
                return List.of();
            }
            legs.add(new Leg(spec.path().get(i), join));
            at = join.child();
        }
        return legs;
    }

    private void tell(Table at, EmbedSpec spec, int step, List<Join> meant) {
        String word = "`" + spec.path().get(step) + "`";
        if (meant.isEmpty()) {
            problems.add(
                    spec.place(),
                    "no foreign key leads from " + at.name() + " to " + word,
                    advice.missing(catalog, spec, step, at));
        } else {
            problems.add(
                    spec.place(),
                    word + " can mean " + meant.size() + " joins from " + at.name(),
                    advice.choose(spec, step, meant));
        }
    }

    /** The single step of an embed whose columns are named. */
    private List<Leg> named(Table from, EmbedSpec spec) {
        List<String> path = spec.path();
        boolean qualified = path.size() == 2
                && catalog.find(new TableName(path.get(0), path.get(1))).isPresent();
        if (path.size() > 1 && !qualified) {
            problems.add(
                    spec.place(),
                    "`on` names the columns of one step, and `" + String.join(".", path) + "` has " + path.size(),
                    "Embed one in the other: - " + Advice.scalar(path.get(0)) + ": {embed: [{…: {from: "
                            + Advice.scalar(path.get(path.size() - 1)) + ", on: {…}}}]}");
            return List.of();
        }
        List<Table> found = catalog.named(String.join(".", path));
        if (found.size() != 1) {
            String names = String.join(
                    ", ",
                    found.stream()
                            .map(table ->
                                    table.name().schema() + "." + table.name().name())
                            .toList());
            problems.add(
                    spec.place(),
                    "there " + (found.isEmpty() ? "is no table" : "are several tables") + " `" + String.join(".", path)
                            + "`",
                    found.isEmpty() ? near(path) : "Write one of: " + names);
            return List.of();
        }
        Join join = Join.on(from, found.get(0), spec.on());
        return columns.joinable(join, spec.place()) ? List.of(new Leg(path.get(path.size() - 1), join)) : List.of();
    }

    private String near(List<String> path) {
        List<String> names =
                catalog.tables().keySet().stream().map(Object::toString).toList();
        return Names.nearest(String.join(".", path), names)
                .map(near -> "Did you mean `from: " + Advice.scalar(near) + "`?")
                .orElse("Name it as the database does, with its schema if that is not public.");
    }
}
