package tidemark.catalog;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tidemark.plan.ColumnChoice;
import tidemark.plan.DocumentPlan;
import tidemark.plan.EmbedSpec;
import tidemark.plan.Place;
import tidemark.plan.RowFilter;
import tidemark.plan.SortKey;
import tidemark.plan.TypeSpec;

/** The resolution of one document type: grows a {@link Draft} and notes what stands in the way. */
final class TypeResolution {

    private final Catalog catalog;
    private final FilterReader filters;
    private final Problems problems;
    private final Columns columns;
    private final TableCheck tables;
    private final EmbedPath paths;

    TypeResolution(Catalog catalog, FilterReader filters, Problems problems) {
        this.catalog = catalog;
        this.filters = filters;
        this.problems = problems;
        this.columns = new Columns(problems);
        this.tables = new TableCheck(catalog, problems);
        this.paths = new EmbedPath(catalog, columns, problems);
    }

    Optional<DocumentPlan> resolve(TypeSpec type) {
        Optional<Table> table = root(type);
        if (table.isEmpty() || !tables.usable(table.get(), type.place())) {
            return Optional.empty();
        }
        Draft root = new Draft(table.get(), false, type.place());
        configure(root, type.columns(), type.where(), type.place());
        type.embeds().forEach(spec -> embed(root, spec));
        finish(root, List.of(), false);
        new FieldNames(problems).check(root, type);
        return problems.found().isEmpty()
                ? Optional.of(new DocumentPlan(type.name(), root.node("", "")))
                : Optional.empty();
    }

    private Optional<Table> root(TypeSpec type) {
        List<Table> found = catalog.named(type.table());
        if (found.size() == 1) {
            return Optional.of(found.get(0));
        }
        if (found.isEmpty()) {
            List<String> names =
                    catalog.tables().keySet().stream().map(Object::toString).toList();
            problems.add(
                    type.place(),
                    "there is no table `" + type.table() + "` in database "
                            + catalog.database().name(),
                    Names.nearest(type.table(), names)
                            .map(near -> "Did you mean `table: " + Advice.scalar(near) + "`?")
                            .orElse("Name it as the database does, with its schema if that is not public."));
        } else {
            String lines = found.stream()
                    .map(table -> "table: " + table.name().schema() + "."
                            + table.name().name())
                    .collect(Collectors.joining("\n"));
            problems.add(type.place(), "`" + type.table() + "` can mean several tables", "Write one of:\n" + lines);
        }
        return Optional.empty();
    }

    private void embed(Draft parent, EmbedSpec spec) {
        Draft.@Nullable Branch last = paths.grow(parent, spec).orElse(null);
        if (last == null) {
            return;
        }
        Draft target = last.draft;
        if (hasOptions(spec)) {
            if (target.configured != null) {
                problems.add(
                        spec.place(),
                        "`" + last.field + "` has options here and at " + target.configured,
                        "Write its options once; other paths through it may stay as they are.");
                return;
            }
            target.configured = spec.place();
            last.order = order(parent, last, spec);
            last.nested = spec.nested();
            configure(target, spec.columns(), spec.where(), spec.place());
        }
        spec.embeds().forEach(inner -> embed(target, inner));
    }

    private static boolean hasOptions(EmbedSpec spec) {
        return !spec.columns().equals(ColumnChoice.ALL)
                || spec.where() != null
                || !spec.order().isEmpty()
                || spec.nested();
    }

    private List<SortKey> order(Draft parent, Draft.Branch last, EmbedSpec spec) {
        boolean list = last.join.many()
                || parent.branches.stream().anyMatch(branch -> branch.list() && EmbedPath.farEnd(branch) == last);
        if (!list && (!spec.order().isEmpty() || spec.nested())) {
            problems.add(
                    spec.place(),
                    "`" + last.field + "` is one " + last.draft.table.name() + ", not a list",
                    "Leave out order and nested: they are for lists.");
        }
        return spec.order().isEmpty() ? List.of() : columns.order(last.draft.table, spec.order(), spec.place());
    }

    private void configure(Draft draft, ColumnChoice choice, @Nullable String where, Place place) {
        draft.choice = choice;
        if (where != null) {
            draft.filter = filter(draft.table, where.strip(), place);
        }
    }

    private @Nullable RowFilter filter(Table table, String sql, Place place) {
        FilterReading reading = tables.usable(table, place) ? filters.read(table.name(), sql) : null;
        if (reading instanceof FilterReading.Refused refused) {
            problems.add(place, "where on " + table.name() + ": " + refused.reason(), hint(table, refused));
        }
        if (!(reading instanceof FilterReading.Usable usable)) {
            return null;
        }
        SortedSet<String> read = usable.columns();
        return new RowFilter(
                sql, read.stream().map(name -> table.require(name).planned()).collect(Collectors.toSet()));
    }

    /** Of a filter over columns that the role may not read, the server only says that permission is denied. */
    private String hint(Table table, FilterReading.Refused refused) {
        boolean hidden = table.columns().stream().anyMatch(column -> !column.readable());
        return refused.hint().isEmpty() && hidden ? tables.grant(table) : refused.hint();
    }

    /**
     * Chooses columns, completes orders and checks rights, once nothing more is added.
     *
     * @param joined columns that the embedding side reads here
     * @param many whether transparent nodes above make a list of what stands here
     */
    private void finish(Draft draft, List<Column> joined, boolean many) {
        Place place = draft.configured != null ? draft.configured : draft.place;
        if (!draft.transparent) {
            draft.columns = columns.shown(draft.table, draft.choice, place);
        }
        for (Draft.Branch branch : draft.branches) {
            boolean several = branch.join.many() || (draft.transparent && many);
            boolean listed = branch.join.many() || (several && !branch.draft.transparent);
            if (tables.usable(branch.draft.table, branch.draft.place) && listed && branch.order.isEmpty()) {
                branch.order = columns.order(branch.draft.table, List.of(), branch.draft.place);
            }
            finish(branch.draft, branch.childColumns(), several);
        }
        Set<Column> needed = new LinkedHashSet<>(draft.needed());
        needed.addAll(joined);
        tables.reachable(draft.table, needed, draft.choice.only().isEmpty(), place);
    }
}
