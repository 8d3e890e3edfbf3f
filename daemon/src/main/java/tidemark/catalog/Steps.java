package tidemark.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The ways that lead on from a table by foreign keys, and which of them a step of a path can mean. */
final class Steps {

    private final Catalog catalog;

    Steps(Catalog catalog) {
        this.catalog = catalog;
    }

    /** The joins that a step can mean: one, if it is clear; none or several are for a person to settle. */
    List<Join> meant(Table from, String step) {
        for (boolean exact : new boolean[] {true, false}) {
            List<List<Join>> rules = List.of(
                    byColumn(from, step, exact),
                    among(all(from), join -> Names.sameTable(step, join.child().name(), exact)),
                    among(all(from), join -> Names.same(step, join.constraint(), exact)));
            for (List<Join> rule : rules) {
                if (!rule.isEmpty()) {
                    return rule;
                }
            }
        }
        return List.of();
    }

    /** Foreign keys of the table itself; one of several columns goes by its last, which tells it from its neighbours. */
    private List<Join> byColumn(Table from, String step, boolean exact) {
        List<Join> named = among(forward(from).toList(), join -> {
            List<String> columns = join.parentColumns();
            return Names.sameReference(step, columns.get(columns.size() - 1), exact);
        });
        List<Join> single =
                named.stream().filter(join -> join.parentColumns().size() == 1).toList();
        return single.isEmpty() ? named : single;
    }

    private static List<Join> among(List<Join> joins, Predicate<Join> meant) {
        List<Join> distinct = new ArrayList<>();
        for (Join join : joins) {
            if (meant.test(join) && distinct.stream().noneMatch(join::sameAs)) {
                distinct.add(join);
            }
        }
        return distinct;
    }

    /** Every foreign key of the table and to it. */
    List<Join> all(Table from) {
        return Stream.concat(forward(from), backward(from)).toList();
    }

    /** Every foreign key of the table. */
    Stream<Join> forward(Table from) {
        return from.foreignKeys().stream().map(key -> Join.forward(key, from, catalog.table(key.to())));
    }

    /** Every foreign key to the table, but those that only one partition has: they do not speak for the whole. */
    Stream<Join> backward(Table from) {
        return catalog.referring(from.name())
                .map(key -> Join.backward(key, from, catalog.table(key.from())))
                .filter(join -> join.child().kind() != Table.Kind.PARTITION);
    }
}
