package tidemark.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tidemark.plan.ColumnChoice;
import tidemark.plan.EmbedSpec;
import tidemark.plan.Place;
import tidemark.plan.ShownColumn;

/** The embeds that one root table could have. Used once. */
final class EmbedProposals {

    /** Lists that are written for one type. */
    private static final int MOST_LISTS = 12;

    /** Steps beyond the first that are written for one type. */
    private static final int MOST_FURTHER = 8;

    private final Catalog catalog;
    private final Sizes sizes;
    private final Trial trial;
    private final Steps steps;
    private final Table root;
    private final String written;
    private final ColumnChoice columns;
    private final List<ProposedEmbed> proposed = new ArrayList<>();
    private final List<EmbedSpec> active = new ArrayList<>();
    private final Set<String> fields = new HashSet<>();
    private int more;

    EmbedProposals(Catalog catalog, Sizes sizes, Trial trial, Table root, String written) {
        this.catalog = catalog;
        this.sizes = sizes;
        this.trial = trial;
        this.steps = new Steps(catalog);
        this.root = root;
        this.written = written;
        this.columns = Renames.of(root, true);
        new Columns(new Problems())
                .shown(root, columns, Place.none()).stream()
                        .map(ShownColumn::field)
                        .forEach(fields::add);
    }

    /** The type with all that can be proposed for it. */
    ProposedType type(String name, NameJoins guesses) {
        List<Join> references = steps.forward(root).toList();
        references.forEach(join -> propose(join, true, one(join)));
        List<ProposedEmbed> near = List.copyOf(proposed);
        near.forEach(this::further);
        lists(steps.backward(root).toList(), "");
        guesses.from(root).forEach(join -> propose(join, false, "by the names alone: " + one(join)));
        lists(guesses.to(root), "by the names alone: ");
        return new ProposedType(name, root, written, columns, proposed, more);
    }

    private void lists(List<Join> joins, String guess) {
        for (Join join : joins) {
            if (trial.standing(join.child()).isPresent() || (join.parent().equals(join.child()) && !guess.isEmpty())) {
                continue;
            }
            if (proposed.stream().filter(embed -> !embed.active()).count() >= MOST_LISTS + MOST_FURTHER) {
                more++;
            } else if (JoinTables.joins(catalog, join.child())) {
                steps.forward(join.child())
                        .filter(far -> !far.parentColumns().equals(join.childColumns()))
                        .forEach(far -> through(join, far));
            } else {
                propose(join, false, guess + many(join));
            }
        }
    }

    private String one(Join join) {
        String child = join.child().name().toString();
        return "one " + child
                + (join.child().equals(root)
                        ? ""
                        : "; a change of one writes "
                                + sizes.each(root.name(), join.child().name()) + " of these documents again");
    }

    private String many(Join join) {
        String child = join.child().name().toString();
        return join.many()
                ? "a list: " + sizes.each(join.child().name(), root.name()) + " " + child + " in each document, "
                        + sizes.words(join.child().name()) + " in all"
                : "one " + child + " that refers here";
    }

    /** One join from the root, under the first name that nothing else has. */
    private void propose(Join join, boolean hold, String remark) {
        if (trial.standing(join.child()).isPresent()) {
            return;
        }
        Optional<String> word = word(join);
        ColumnChoice choice = Renames.of(join.child(), false);
        for (String field : names(join, word)) {
            EmbedSpec spec = word.isPresent()
                    ? spec(field.equals(word.get()) ? null : field, List.of(word.get()), Map.of(), choice)
                    : on(field, join, choice);
            if (spec != null && accept(spec, hold, remark)) {
                fields.add(field);
                return;
            }
        }
    }

    private boolean accept(EmbedSpec spec, boolean hold, String remark) {
        List<EmbedSpec> all = new ArrayList<>(active);
        all.add(spec);
        if (trial.problem(Trial.type("trial", written, columns, all)).isPresent()) {
            return false;
        }
        proposed.add(new ProposedEmbed(spec, hold, remark));
        if (hold) {
            active.add(spec);
        }
        return true;
    }

    /** The far side of a join table, shown without what is between. */
    private void through(Join near, Join far) {
        Optional<String> first = word(near);
        Optional<String> second = word(far);
        if (first.isEmpty() || second.isEmpty() || trial.standing(far.child()).isPresent()) {
            return;
        }
        String remark = "a list: " + sizes.each(near.child().name(), root.name()) + " "
                + far.child().name() + " in each document, through "
                + near.child().name() + " (" + sizes.words(near.child().name()) + ")";
        for (String field : names(far, second)) {
            EmbedSpec spec = spec(field, List.of(first.get(), second.get()), Map.of(), Renames.of(far.child(), false));
            if (accept(spec, false, remark)) {
                fields.add(field);
                return;
            }
        }
    }

    /** One step on from an embed that holds. */
    private void further(ProposedEmbed embed) {
        List<String> path = embed.spec().path();
        if (embed.spec().name() != null || !embed.spec().columns().equals(ColumnChoice.ALL)) {
            return;
        }
        Table middle = steps.meant(root, path.get(0)).get(0).child();
        for (Join join : steps.forward(middle).toList()) {
            boolean back = join.child().equals(root) || join.child().equals(middle);
            boolean full = proposed.stream().filter(each -> !each.active()).count() >= MOST_FURTHER;
            Optional<String> word = word(join);
            if (!back
                    && !full
                    && word.isPresent()
                    && trial.standing(join.child()).isEmpty()) {
                accept(
                        spec(null, List.of(path.get(0), word.get()), Map.of(), Renames.of(join.child(), false)),
                        false,
                        "and in it " + one(join));
            }
        }
    }

    /** A word that leads over this join and no other. */
    private Optional<String> word(Join join) {
        if (join.constraint().isEmpty()) {
            return Optional.empty();
        }
        String last = join.parentColumns().get(join.parentColumns().size() - 1);
        boolean forward = join.parent().foreignKeys().stream()
                .anyMatch(key ->
                        key.name().equals(join.constraint()) && key.columns().equals(join.parentColumns()));
        String table = join.child().name().name();
        return (forward
                        ? Stream.of(Names.withoutId(last), table, last, join.constraint())
                        : Stream.of(table, join.constraint()))
                .filter(YamlText::writable)
                .filter(word -> {
                    List<Join> meant = steps.meant(join.parent(), word);
                    return meant.size() == 1 && meant.get(0).sameAs(join);
                })
                .findFirst();
    }

    /** Names for the field, the best first, without those that are taken. */
    private List<String> names(Join join, Optional<String> word) {
        String table = join.child().name().name();
        List<String> telling = join.many() ? join.childColumns() : join.parentColumns();
        String stem = Names.withoutId(telling.get(telling.size() - 1));
        Set<String> names = new LinkedHashSet<>();
        word.filter(step -> !step.equals(join.constraint()) || step.equals(table))
                .ifPresent(names::add);
        if (word.isEmpty() && !join.many()) {
            names.add(stem);
        }
        if (alone(join)) {
            names.add(table);
        }
        names.addAll(List.of(table + "_by_" + stem, stem + "_row"));
        for (int number = 2; number <= 5; number++) {
            names.add(table + "_" + number);
        }
        return names.stream()
                .filter(name -> YamlText.writable(name)
                        && FieldNames.possible(name)
                        && !FieldNames.RESERVED.contains(name)
                        && !fields.contains(name))
                .toList();
    }

    /** Whether no other foreign key leads the same way, so that the name of the table tells what is meant. */
    private boolean alone(Join join) {
        Stream<Join> same = join.many() ? steps.backward(join.parent()) : steps.forward(join.parent());
        return same.filter(other -> other.child().equals(join.child())).count() <= 1;
    }

    private @Nullable EmbedSpec on(String field, Join join, ColumnChoice choice) {
        String from = YamlText.table(catalog, join.child()).orElseThrow();
        boolean bare = from.equals(join.child().name().name());
        Map<String, String> on = new java.util.LinkedHashMap<>();
        for (int i = 0; i < join.parentColumns().size(); i++) {
            on.put(join.parentColumns().get(i), join.childColumns().get(i));
        }
        boolean writable = on.keySet().stream().allMatch(YamlText::writable)
                && on.values().stream().allMatch(YamlText::writable)
                && on.size() == join.parentColumns().size();
        List<String> path = bare
                ? List.of(from)
                : List.of(join.child().name().schema(), join.child().name().name());
        return writable ? spec(field, path, on, choice) : null;
    }

    private static EmbedSpec spec(
            @Nullable String name, List<String> path, Map<String, String> on, ColumnChoice choice) {
        return new EmbedSpec(name, path, on, choice, null, List.of(), false, List.of(), Place.none(), null);
    }
}
