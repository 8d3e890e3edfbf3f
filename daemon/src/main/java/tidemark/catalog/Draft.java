package tidemark.catalog;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tidemark.plan.ColumnChoice;
import tidemark.plan.Embed;
import tidemark.plan.Place;
import tidemark.plan.PlanColumn;
import tidemark.plan.PlanNode;
import tidemark.plan.RowFilter;
import tidemark.plan.ShownColumn;
import tidemark.plan.SortKey;

/** A plan node in the making: embeds are still added, and specs that share steps meet in it. */
final class Draft {

    final Table table;
    final boolean transparent;
    final List<Branch> branches = new ArrayList<>();
    ColumnChoice choice = ColumnChoice.ALL;
    List<ShownColumn> columns = List.of();

    @Nullable
    RowFilter filter;

    /** Where it came from; and where its options were written, once they were. */
    Place place;

    @Nullable
    Place configured;

    Draft(Table table, boolean transparent, Place place) {
        this.table = table;
        this.transparent = transparent;
        this.place = place;
    }

    /** An embed in the making. */
    static final class Branch {
        final String field;
        final boolean named;
        final Join join;
        final Draft draft;
        List<SortKey> order = List.of();
        boolean nested;

        Branch(String field, boolean named, Join join, Draft draft) {
            this.field = field;
            this.named = named;
            this.join = join;
            this.draft = draft;
        }

        /** Columns of the embedded table that the join and the order read. */
        List<Column> childColumns() {
            return Stream.concat(
                            join.childColumns().stream(),
                            order.stream().map(sort -> sort.column().name()))
                    .map(join.child()::require)
                    .toList();
        }

        /** Whether the document shows a list here. */
        boolean list() {
            return join.many() || (draft.transparent && draft.branches.get(0).list());
        }
    }

    /** The unnamed embed that a step of this name already made over the same join. */
    Optional<Branch> shared(String field, Join join) {
        return branches.stream()
                .filter(branch -> !branch.named && branch.field.equals(field) && branch.join.sameAs(join))
                .findFirst();
    }

    Branch add(Branch branch) {
        branches.add(branch);
        return branch;
    }

    /** Every column that this place of the plan reads; the filter's were checked by the server. */
    Set<Column> needed() {
        Set<Column> needed = new LinkedHashSet<>(table.key());
        columns.forEach(shown -> needed.add(table.require(shown.column().name())));
        branches.forEach(branch -> branch.join.parentColumns().forEach(c -> needed.add(table.require(c))));
        return needed;
    }

    /**
     * The finished node.
     *
     * @param path of fields, to what is shown here
     * @param hidden transparent nodes on the last part of the way, as they end a transparent node's path
     */
    PlanNode node(String path, String hidden) {
        List<PlanColumn> key = table.key().stream().map(Column::planned).toList();
        String behind = transparent ? hidden + ".(" + table.name().name() + ")" : "";
        List<Embed> embeds =
                branches.stream().map(branch -> embed(branch, path, behind)).toList();
        return new PlanNode(path + behind, table.name(), key, columns, filter, embeds, transparent);
    }

    private Embed embed(Branch branch, String path, String hidden) {
        String below = transparent ? path : path.isEmpty() ? branch.field : path + "." + branch.field;
        return new Embed(
                branch.field,
                branch.join.many(),
                branch.join.pairs(),
                branch.order,
                branch.nested,
                branch.draft.node(below, hidden));
    }
}
