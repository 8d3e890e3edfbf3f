package tidemark.catalog;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tidemark.change.TableName;
import tidemark.plan.Place;

/** Whether a table can be shown truly and its changes be seen; every refusal has its reason and a way out. */
final class TableCheck {

    private final Catalog catalog;
    private final Problems problems;
    private final Map<TableName, Boolean> usable = new HashMap<>();

    TableCheck(Catalog catalog, Problems problems) {
        this.catalog = catalog;
        this.problems = problems;
    }

    /** Whether the table can be used; if not, the problems have been told. */
    boolean usable(Table table, Place place) {
        return usable.computeIfAbsent(table.name(), name -> look(table, place));
    }

    private boolean look(Table table, Place place) {
        int before = problems.found().size();
        kind(table, place);
        if (table.kind() == Table.Kind.VIEW
                || table.kind() == Table.Kind.MATERIALIZED_VIEW
                || table.kind() == Table.Kind.FOREIGN) {
            return false;
        }
        persistence(table, place);
        rowSecurity(table, place);
        return key(table, place) && problems.found().size() == before;
    }

    private void kind(Table table, Place place) {
        String name = table.name().toString();
        switch (table.kind()) {
            case VIEW ->
                problems.add(
                        place,
                        name + " is a view: no trigger tells which of its rows changed",
                        "Name the tables that it reads; joins, filters and renamed columns can be written here.");
            case MATERIALIZED_VIEW ->
                problems.add(
                        place,
                        name + " is a materialized view: REFRESH tells nobody which of its rows changed",
                        "Name the tables that it reads, or have a table written in its place.");
            case FOREIGN ->
                problems.add(
                        place,
                        name + " is a foreign table: it is changed elsewhere, unseen",
                        "Index it where it lives, or replicate it into a table.");
            case PARTITION ->
                problems.add(
                        place,
                        name + " is a partition of " + table.parent() + ": its rows are objects of the whole table",
                        "Name " + table.parent() + ", with a filter (where) if only these rows are wanted.");
            case TABLE -> {
                if (!table.children().isEmpty()) {
                    problems.add(
                            place,
                            "other tables inherit from " + name + " (" + names(table.children())
                                    + "): it shows their rows, but has neither their keys nor their triggers",
                            "Make it a partitioned table, or name the tables one by one.");
                }
            }
            case PARTITIONED -> leaves(table).forEach(leaf -> leaf(table, leaf, place));
        }
    }

    private List<Table> leaves(Table table) {
        return table.children().stream()
                .flatMap(child -> catalog.find(child).stream())
                .flatMap(child -> child.children().isEmpty() ? List.of(child).stream() : leaves(child).stream())
                .toList();
    }

    private void leaf(Table table, Table leaf, Place place) {
        if (leaf.kind() == Table.Kind.FOREIGN) {
            problems.add(
                    place,
                    "partition " + leaf.name() + " of " + table.name()
                            + " is a foreign table: it is changed elsewhere, unseen",
                    "Detach it, or replicate it into a partition of this database.");
        } else {
            persistence(leaf, place);
        }
    }

    private void persistence(Table table, Place place) {
        switch (table.persistence()) {
            case UNLOGGED ->
                problems.add(
                        place,
                        table.name() + " is unlogged: a crash empties it without a trace, and a standby has none of it",
                        "ALTER TABLE " + table.name().sql() + " SET LOGGED;");
            case TEMPORARY ->
                problems.add(
                        place,
                        table.name() + " is temporary: only the session that made it sees it",
                        "Make it an ordinary table.");
            case PERMANENT -> {}
        }
    }

    private void rowSecurity(Table table, Place place) {
        if (table.access().rowSecurity()) {
            String role = TableName.quote(catalog.database().role());
            problems.add(
                    place,
                    "row-level security of " + table.name() + " hides rows from role "
                            + catalog.database().role() + ": their documents would be missing, silently",
                    "ALTER ROLE " + role + " BYPASSRLS;\nor: CREATE POLICY tidemark_reads ON "
                            + table.name().sql() + " FOR SELECT TO " + role + " USING (true);");
        }
    }

    private boolean key(Table table, Place place) {
        if (!table.key().isEmpty()) {
            return true;
        }
        String alter = "ALTER TABLE " + table.name().sql();
        Optional<List<Column>> inexact = table.keys(Column::notNull).findFirst();
        Optional<List<Column>> nullable = table.keys(Column::exact).findFirst();
        if (inexact.isPresent()) {
            problems.add(
                    place,
                    "equal keys of " + table.name() + " can have different texts: " + types(inexact.get()),
                    "Add a unique index over NOT NULL columns of another type, or change the type (text, or numeric with a"
                            + " scale: numeric(38,0)).");
        } else {
            problems.add(
                    place,
                    table.name() + " has no primary key and no unique index over NOT NULL columns:"
                            + " its rows cannot be told apart",
                    nullable.map(columns -> alter + " "
                                    + columns.stream()
                                            .filter(column -> !column.notNull())
                                            .map(column ->
                                                    "ALTER COLUMN " + TableName.quote(column.name()) + " SET NOT NULL")
                                            .collect(Collectors.joining(", "))
                                    + ";")
                            .orElse(alter + " ADD PRIMARY KEY (…);\nor, where no column will do: " + alter
                                    + " ADD COLUMN row_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;"));
        }
        return false;
    }

    private static String types(List<Column> columns) {
        return columns.stream()
                .filter(column -> !column.exact())
                .map(column -> column.name() + " is " + column.type().sql())
                .collect(Collectors.joining(", "));
    }

    /** The command that lets the role read the table. */
    String grant(Table table) {
        return grant("", table);
    }

    private String grant(String columns, Table table) {
        return "GRANT SELECT " + columns + "ON " + table.name().sql() + " TO "
                + TableName.quote(catalog.database().role()) + ";";
    }

    /**
     * Tells which of the columns that are needed the role may not read.
     *
     * @param needed every column that this place of the plan reads
     * @param optional whether some of them are shown only because nobody chose
     */
    void reachable(Table table, Collection<Column> needed, boolean optional, Place place) {
        String role = catalog.database().role();
        if (!table.access().usage()) {
            problems.add(
                    place,
                    "role " + role + " may not look into schema " + table.name().schema(),
                    "GRANT USAGE ON SCHEMA " + TableName.quote(table.name().schema()) + " TO " + TableName.quote(role)
                            + ";");
        }
        List<String> hidden = needed.stream()
                .filter(column -> !column.readable())
                .map(Column::name)
                .distinct()
                .toList();
        if (hidden.isEmpty()) {
            return;
        }
        boolean everything = table.columns().stream().noneMatch(Column::readable);
        String columns = hidden.stream().map(TableName::quote).collect(Collectors.joining(", "));
        String grant = grant(everything ? "" : "(" + columns + ") ", table);
        String leave = "\nor leave out what is only shown: columns: {except: ["
                + hidden.stream().map(Advice::scalar).collect(Collectors.joining(", ")) + "]}";
        problems.add(
                place,
                "role " + role + " may not read "
                        + (everything ? table.name() : String.join(", ", hidden) + " of " + table.name()),
                grant + (optional && !everything ? leave : ""));
    }

    private static String names(List<TableName> tables) {
        return tables.stream().map(TableName::toString).collect(Collectors.joining(", "));
    }
}
