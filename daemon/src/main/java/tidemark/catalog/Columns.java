package tidemark.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tidemark.plan.ColumnChoice;
import tidemark.plan.ColumnType;
import tidemark.plan.Place;
import tidemark.plan.ShownColumn;
import tidemark.plan.SortKey;

/** Columns as people name them: chosen, renamed, sorted by, joined over. Their names are those of the database, exactly. */
final class Columns {

    private final Problems problems;

    Columns(Problems problems) {
        this.problems = problems;
    }

    /** What is shown of a table: all but bytea, unless told. */
    List<ShownColumn> shown(Table table, ColumnChoice choice, Place place) {
        if (!choice.only().isEmpty() && !choice.except().isEmpty()) {
            problems.add(place, "columns has both only and except", "Write one of them.");
        }
        Set<String> excepted = Set.copyOf(names(find(table, choice.except(), place)));
        List<Column> chosen = choice.only().isEmpty() ? table.columns() : find(table, choice.only(), place);
        List<ShownColumn> shown = new ArrayList<>();
        for (Column column : chosen) {
            boolean binary = column.type().kind() == ColumnType.Kind.BINARY;
            if (binary && !choice.only().isEmpty()) {
                problems.add(
                        place,
                        column.name() + " of " + table.name() + " is binary ("
                                + column.type().sql() + ") and cannot be shown",
                        "Leave it out.");
            } else if (!binary && !excepted.contains(column.name())) {
                shown.add(new ShownColumn(column.planned(), choice.as().getOrDefault(column.name(), column.name())));
            }
        }
        renamed(table, choice, shown, place);
        return shown;
    }

    private void renamed(Table table, ColumnChoice choice, List<ShownColumn> shown, Place place) {
        Set<String> visible = new LinkedHashSet<>();
        shown.forEach(column -> visible.add(column.column().name()));
        for (Column column : find(table, choice.as().keySet(), place)) {
            if (!visible.contains(column.name())) {
                problems.add(
                        place,
                        "as renames " + column.name() + " of " + table.name() + ", which is not shown",
                        "Leave the name out, or show the column.");
            }
        }
    }

    private List<Column> find(Table table, Collection<String> written, Place place) {
        return written.stream()
                .distinct()
                .flatMap(name -> find(table, name, place).stream())
                .toList();
    }

    /** The column with this name; or a problem that says which is near. */
    Optional<Column> find(Table table, String written, Place place) {
        Optional<Column> column = table.column(written);
        if (column.isEmpty()) {
            String hint = Names.nearest(written, names(table.columns()))
                    .map(near -> "Did you mean `" + near + "`?")
                    .orElse("Its columns: " + String.join(", ", names(table.columns())) + ".");
            problems.add(place, table.name() + " has no column `" + written + "`", hint);
        }
        return column;
    }

    /** The order that a person wrote, completed by the key. */
    List<SortKey> order(Table table, List<String> written, Place place) {
        List<SortKey> order = new ArrayList<>();
        Set<String> sorted = new LinkedHashSet<>();
        for (String text : written) {
            boolean descending = text.startsWith("-") && table.column(text).isEmpty();
            find(table, descending ? text.substring(1) : text, place).ifPresent(column -> {
                if (column.type().kind() == ColumnType.Kind.JSON
                        && !column.type().sql().equals("jsonb")) {
                    problems.add(
                            place, column.name() + " is json, which has no order", "Use another column, or jsonb.");
                } else if (sorted.add(column.name())) {
                    order.add(new SortKey(column.planned(), descending));
                }
            });
        }
        table.key().stream()
                .filter(column -> sorted.add(column.name()))
                .forEach(column -> order.add(new SortKey(column.planned(), false)));
        return order;
    }

    /** Whether the two columns can be joined; or a problem that says why not. */
    boolean joinable(Join join, Place place) {
        boolean all = true;
        for (int i = 0; i < join.parentColumns().size(); i++) {
            Optional<Column> parent = find(join.parent(), join.parentColumns().get(i), place);
            Optional<Column> child = find(join.child(), join.childColumns().get(i), place);
            all &= parent.isPresent() && child.isPresent() && joinable(join, parent.get(), child.get(), place);
        }
        return all;
    }

    private boolean joinable(Join join, Column parent, Column child, Place place) {
        if (parent.joins(child)) {
            return true;
        }
        String pair = join.parent().name() + "." + parent.name() + " ("
                + parent.type().sql() + ") and " + join.child().name() + "." + child.name() + " ("
                + child.type().sql() + ")";
        if (parent.exact() && child.exact()) {
            problems.add(place, pair + " cannot be compared", "Join columns of the same type.");
        } else {
            problems.add(
                    place,
                    pair + " cannot be joined: values that are equal can have different texts",
                    "Join over integers, bigint, uuid, text, dates, or numeric with a scale.");
        }
        return false;
    }

    static List<String> names(Collection<Column> columns) {
        return columns.stream().map(Column::name).toList();
    }
}
