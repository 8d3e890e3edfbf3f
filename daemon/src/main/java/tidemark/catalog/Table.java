package tidemark.catalog;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tidemark.change.TableName;

/**
 * A relation.
 *
 * @param name its name
 * @param kind what it is
 * @param persistence whether crashes and sessions spare it
 * @param columns in table order, without dropped ones
 * @param keys valid unique indexes over plain columns and all rows, the primary key first
 * @param foreignKeys what it refers to; without copies that partitions inherit
 * @param parent of a partition, or of a table that inherits: the table above it; else null
 * @param children its partitions, or the tables that inherit from it, one level down
 * @param access what the current role may do
 */
public record Table(
        TableName name,
        Kind kind,
        Persistence persistence,
        List<Column> columns,
        List<UniqueKey> keys,
        List<ForeignKey> foreignKeys,
        @Nullable TableName parent,
        List<TableName> children,
        Access access) {

    private static final Comparator<UniqueKey> PREFERENCE = Comparator.comparing((UniqueKey key) -> !key.primary())
            .thenComparing(key -> key.columns().size())
            .thenComparing(UniqueKey::name);

    /** Copies; keys in the order in which they are preferred. */
    public Table {
        columns = List.copyOf(columns);
        keys = keys.stream().sorted(PREFERENCE).toList();
        foreignKeys = List.copyOf(foreignKeys);
        children = List.copyOf(children);
    }

    /** What kind of relation. */
    public enum Kind {
        TABLE,
        PARTITIONED,
        /** A leaf or a partitioned table below another. */
        PARTITION,
        VIEW,
        MATERIALIZED_VIEW,
        FOREIGN
    }

    /** How long its rows live. */
    public enum Persistence {
        PERMANENT,
        UNLOGGED,
        TEMPORARY
    }

    /**
     * What the current role may do with it.
     *
     * @param usage of the schema
     * @param rowSecurity whether policies decide which rows it sees
     */
    public record Access(boolean usage, boolean rowSecurity) {

        /** Everything. */
        public static final Access FULL = new Access(true, false);
    }

    /** The column with exactly this name. */
    public Optional<Column> column(String column) {
        return columns.stream().filter(c -> c.name().equals(column)).findFirst();
    }

    /**
     * The columns that identify a row: the primary key, else the narrowest unique index over NOT NULL columns; only keys of
     * {@linkplain Column#exact() exact} columns; or empty.
     */
    public List<Column> key() {
        return keys(column -> column.notNull() && column.exact()).findFirst().orElse(List.of());
    }

    /** The keys of which every column passes, the preferred one first. */
    Stream<List<Column>> keys(Predicate<Column> test) {
        return keys.stream()
                .map(key -> key.columns().stream().map(this::require).toList())
                .filter(columns -> columns.stream().allMatch(test));
    }

    /** Whether no two rows agree in all these columns (NULL agrees with nothing). */
    boolean unique(List<String> columns) {
        return keys.stream().anyMatch(key -> columns.containsAll(key.columns()));
    }

    /** A column that the catalog itself mentioned. */
    Column require(String column) {
        return column(column)
                .orElseThrow(() -> new IllegalStateException(
                        "the catalog mentions " + name + "." + column + ", which the table does not have"));
    }
}
