package tidemark.catalog;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import tidemark.change.TableName;

/**
 * The tables of a database as the daemon's role sees them, in one snapshot.
 *
 * @param database which database
 * @param searchPath schemas that an unqualified name is looked up in, in order
 * @param tables every relation of the user's schemas, by name: tables, partitions, views and foreign tables
 */
public record Catalog(Database database, List<String> searchPath, Map<TableName, Table> tables) {

    /** Copies, in name order. */
    public Catalog {
        searchPath = List.copyOf(searchPath);
        tables = Collections.unmodifiableMap(new TreeMap<>(tables));
    }

    /** The catalog of these tables. */
    public static Catalog of(Database database, List<String> searchPath, Collection<Table> tables) {
        Map<TableName, Table> byName = new TreeMap<>();
        tables.forEach(table -> byName.put(table.name(), table));
        return new Catalog(database, searchPath, byName);
    }

    /** The table with exactly this name. */
    public Optional<Table> find(TableName name) {
        return Optional.ofNullable(tables.get(name));
    }

    /** The table with exactly this name, which the catalog itself mentioned. */
    Table table(TableName name) {
        Table table = tables.get(name);
        if (table == null) {
            throw new IllegalStateException("the catalog refers to " + name + ", which it does not hold");
        }
        return table;
    }

    /** Whether some table lies in a schema of exactly this name. */
    boolean hasSchema(String schema) {
        return tables.keySet().stream().anyMatch(name -> name.schema().equals(schema));
    }

    /**
     * Tables that a person can mean by {@code name} or {@code schema.name}: an exact match before one that differs in case
     * or underscores, the search path before other schemas, a table before its partitions.
     *
     * @return the best matches; more than one where nothing tells them apart
     */
    List<Table> named(String written) {
        for (boolean exact : new boolean[] {true, false}) {
            List<Table> matches = matches(written, exact);
            for (String schema : searchPath) {
                List<Table> here = matches.stream()
                        .filter(table -> table.name().schema().equals(schema))
                        .toList();
                if (!here.isEmpty()) {
                    return here;
                }
            }
            if (!matches.isEmpty()) {
                return matches;
            }
        }
        return List.of();
    }

    private List<Table> matches(String written, boolean exact) {
        return tables.values().stream()
                .filter(table -> Names.sameTable(written, table.name(), exact))
                .toList();
    }

    /** Foreign keys of other tables, and of the table itself, that refer to it. */
    Stream<ForeignKey> referring(TableName target) {
        return tables.values().stream()
                .flatMap(table -> table.foreignKeys().stream())
                .filter(key -> key.to().equals(target));
    }
}
