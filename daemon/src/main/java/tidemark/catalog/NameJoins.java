package tidemark.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tidemark.change.TableName;

/**
 * Joins that no foreign key tells of, guessed by names: a column {@code customer_id} and a table with a unique key of that name, or
 * of the name {@code id} in a table {@code customer}. A guess, and so never more than a proposal.
 */
final class NameJoins {

    /** Of candidates that are equally good no more than so many. */
    private static final int MOST = 3;

    private final Map<TableName, List<Join>> forward = new HashMap<>();
    private final Map<TableName, List<Join>> backward = new HashMap<>();

    /** A table that a column can refer to, by its one key column. */
    private record Target(Table table, Column key) {}

    /** The joins among these tables. */
    NameJoins(List<Table> tables) {
        Map<String, List<Target>> byKey = new HashMap<>();
        Map<String, List<Target>> byTable = new HashMap<>();
        for (Table table : tables) {
            table.keys(Column::exact).filter(key -> key.size() == 1).findFirst().ifPresent(key -> {
                Target target = new Target(table, key.get(0));
                byKey.computeIfAbsent(fold(key.get(0).name()), name -> new ArrayList<>())
                        .add(target);
                byTable.computeIfAbsent(singular(table.name().name()), name -> new ArrayList<>())
                        .add(target);
            });
        }
        tables.forEach(table -> guess(table, byKey, byTable));
    }

    /** From the table to what its columns seem to refer to. */
    List<Join> from(Table table) {
        return forward.getOrDefault(table.name(), List.of());
    }

    /** From the table to what seems to refer to it. */
    List<Join> to(Table table) {
        return backward.getOrDefault(table.name(), List.of());
    }

    private void guess(Table table, Map<String, List<Target>> byKey, Map<String, List<Target>> byTable) {
        Set<String> told = new HashSet<>(table.foreignKeys().stream()
                .filter(key -> key.columns().size() == 1)
                .map(key -> key.columns().get(0))
                .collect(Collectors.toSet()));
        // What identifies the table's own rows refers to nothing, whoever else has such a key.
        List<Column> own = table.key();
        if (own.size() == 1) {
            told.add(own.get(0).name());
        }
        for (Column column : table.columns()) {
            if (column.exact() && !told.contains(column.name())) {
                targets(table, column, byKey, byTable).stream()
                        .limit(MOST)
                        .forEach(target -> join(table, column, target));
            }
        }
    }

    private static List<Target> targets(
            Table table, Column column, Map<String, List<Target>> byKey, Map<String, List<Target>> byTable) {
        String stem = Names.withoutId(column.name());
        List<Target> named = stem.equals(column.name())
                ? List.of()
                : byTable.getOrDefault(singular(stem), List.of()).stream()
                        .filter(target -> identifies(target, column))
                        .toList();
        List<Target> found = named.isEmpty() ? byKey.getOrDefault(fold(column.name()), List.of()) : named;
        return Stream.concat(
                        found.stream()
                                .filter(target ->
                                        !generic(column) && !target.table().equals(table)),
                        parent(table, column).stream())
                .filter(target -> column.joins(target.key()))
                .sorted((a, b) -> Boolean.compare(elsewhere(table, a), elsewhere(table, b)))
                .toList();
    }

    private static boolean elsewhere(Table table, Target target) {
        return !target.table().name().schema().equals(table.name().schema());
    }

    /** A key named {@code id}, as the column is, or as its own table is. */
    private static boolean identifies(Target target, Column column) {
        String key = fold(target.key().name());
        return key.equals("id")
                || key.equals(fold(column.name()))
                || key.equals(singular(target.table().name().name()) + "id");
    }

    /** A column that says what stands above a row in the same table. */
    private static List<Target> parent(Table table, Column column) {
        String own = singular(table.name().name());
        String name = fold(Names.withoutId(column.name()));
        return Set.of("parent", own + "parent", "parent" + own).contains(name)
                ? table.keys(Column::exact)
                        .filter(key -> key.size() == 1 && !key.get(0).equals(column))
                        .limit(1)
                        .map(key -> new Target(table, key.get(0)))
                        .toList()
                : List.of();
    }

    /** Whether the name of a column says nothing of what it refers to. */
    private static boolean generic(Column column) {
        return !column.name().matches("(?i).+_?(id|key|code|uuid)");
    }

    private void join(Table table, Column column, Target target) {
        forward.computeIfAbsent(table.name(), name -> new ArrayList<>())
                .add(Join.on(
                        table,
                        target.table(),
                        Map.of(column.name(), target.key().name())));
        backward.computeIfAbsent(target.table().name(), name -> new ArrayList<>())
                .add(Join.on(target.table(), table, Map.of(target.key().name(), column.name())));
    }

    private static String fold(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    private static String singular(String name) {
        String folded = fold(name);
        return folded.endsWith("s") && folded.length() > 3 ? folded.substring(0, folded.length() - 1) : folded;
    }
}
