package tidemark.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tidemark.plan.JoinPair;

/**
 * A way from a table to another: columns of the one equal columns of the other.
 *
 * @param parent the embedding table
 * @param parentColumns its columns
 * @param child the embedded table
 * @param childColumns its columns, one for each of the parent's
 * @param many whether several rows of the child can belong to one of the parent
 * @param constraint the foreign key that says so; empty for columns that a person named
 */
record Join(
        Table parent,
        List<String> parentColumns,
        Table child,
        List<String> childColumns,
        boolean many,
        String constraint) {

    /** From the table that has the foreign key to the one that it refers to. */
    static Join forward(ForeignKey key, Table parent, Table child) {
        return new Join(parent, key.columns(), child, key.targets(), false, key.name());
    }

    /** From the table that is referred to, to the one that has the foreign key. */
    static Join backward(ForeignKey key, Table parent, Table child) {
        return new Join(parent, key.targets(), child, key.columns(), !child.unique(key.columns()), key.name());
    }

    /** Over columns that a person named. */
    static Join on(Table parent, Table child, Map<String, String> columns) {
        List<String> childColumns = List.copyOf(columns.values());
        return new Join(parent, List.copyOf(columns.keySet()), child, childColumns, !child.unique(childColumns), "");
    }

    /** The same rows by the same columns, whatever the constraint is called. */
    boolean sameAs(Join other) {
        return child.name().equals(other.child.name()) && new PairSet(this).equals(new PairSet(other));
    }

    /** The columns as a plan holds them, by the parent's name: plans do not depend on how a constraint was written. */
    List<JoinPair> pairs() {
        List<JoinPair> pairs = new ArrayList<>();
        for (int i = 0; i < parentColumns.size(); i++) {
            pairs.add(new JoinPair(
                    parent.require(parentColumns.get(i)).planned(),
                    child.require(childColumns.get(i)).planned()));
        }
        return pairs;
    }

    private record PairSet(List<String> sorted) {
        PairSet(Join join) {
            this(texts(join));
        }

        private static List<String> texts(Join join) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < join.parentColumns.size(); i++) {
                texts.add(join.parentColumns.get(i) + "\0" + join.childColumns.get(i));
            }
            texts.sort(Comparator.naturalOrder());
            return texts;
        }
    }
}
