package tidemark.catalog;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidemark.change.TableName;

/**
 * Reads the {@link Catalog} of the database that a connection leads to: six queries, in one snapshot where the connection is
 * not inside a weaker transaction already. Thread-safe: it holds nothing.
 */
public final class CatalogReader {

    /**
     * Reads.
     *
     * @param connection idle or inside a transaction; left as it was
     * @throws tidemark.lifecycle.Unavailable if the server is away
     */
    public Catalog read(Connection connection) {
        return Scratch.read(connection, "the catalog", CatalogReader::readAll);
    }

    /**
     * Reads how many rows the tables have, by the statistics.
     *
     * @param connection idle or inside a transaction; left as it was
     * @throws tidemark.lifecycle.Unavailable if the server is away
     */
    public Sizes sizes(Connection connection) {
        return Scratch.read(connection, "the sizes of tables", CatalogReader::readSizes);
    }

    private static Sizes readSizes(Connection connection) throws SQLException {
        Map<TableName, Long> rows = new HashMap<>();
        each(
                connection,
                CatalogQueries.SIZES,
                row -> rows.put(
                        new TableName(row.getString("nspname"), row.getString("relname")), row.getLong("rows")));
        return new Sizes(rows);
    }

    private static Catalog readAll(Connection connection) throws SQLException {
        List<String> searchPath = new ArrayList<>();
        Database database = database(connection, searchPath);
        // Names outside pg_catalog then come qualified, so that a type's SQL means the same on every connection.
        Scratch.execute(connection, "SET LOCAL search_path = pg_catalog");
        Map<Long, Draft> drafts = new LinkedHashMap<>();
        each(connection, CatalogQueries.TABLES, row -> drafts.put(row.getLong("oid"), Draft.of(row)));
        each(connection, CatalogQueries.COLUMNS, row -> on(drafts, row.getLong("oid"), draft -> draft.column(row)));
        each(connection, CatalogQueries.KEYS, row -> on(drafts, row.getLong("oid"), draft -> draft.key(row)));
        each(connection, CatalogQueries.INHERITANCE, row -> inherit(drafts, row));
        each(connection, CatalogQueries.FOREIGN_KEYS, row -> refer(drafts, row));
        return Catalog.of(
                database, searchPath, drafts.values().stream().map(Draft::done).toList());
    }

    private static Database database(Connection connection, List<String> searchPath) throws SQLException {
        List<Database> found = new ArrayList<>();
        each(connection, CatalogQueries.DATABASE, row -> {
            searchPath.addAll(strings(row, 6));
            found.add(new Database(
                    row.getString(1),
                    row.getLong(2),
                    row.getBoolean(7) ? systemIdentifier(connection) : null,
                    row.getInt(3),
                    row.getBoolean(4),
                    row.getString(5)));
        });
        return found.get(0);
    }

    private static @Nullable String systemIdentifier(Connection connection) throws SQLException {
        List<String> found = new ArrayList<>();
        each(connection, CatalogQueries.SYSTEM_IDENTIFIER, row -> found.add(row.getString(1)));
        return found.isEmpty() ? null : found.get(0);
    }

    private static void inherit(Map<Long, Draft> drafts, ResultSet row) throws SQLException {
        Draft child = drafts.get(row.getLong("child"));
        Draft parent = drafts.get(row.getLong("parent"));
        if (child != null && parent != null) {
            child.parent = child.parent == null ? parent.name : child.parent;
            parent.children.add(child.name);
        }
    }

    private static void refer(Map<Long, Draft> drafts, ResultSet row) throws SQLException {
        Draft from = drafts.get(row.getLong("oid"));
        Draft to = drafts.get(row.getLong("target"));
        if (from != null && to != null) {
            from.foreignKeys.add(new ForeignKey(
                    row.getString("conname"), from.name, strings(row, "columns"), to.name, strings(row, "targets")));
        }
    }

    private static void on(Map<Long, Draft> drafts, long oid, Row<Draft> then) throws SQLException {
        Draft draft = drafts.get(oid);
        if (draft != null) {
            then.take(draft);
        }
    }

    private interface Row<T> {
        void take(T row) throws SQLException;
    }

    private static void each(Connection connection, String sql, Row<ResultSet> then) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                then.take(rows);
            }
        }
    }

    private static List<String> strings(ResultSet row, String column) throws SQLException {
        return strings(row, row.findColumn(column));
    }

    private static List<String> strings(ResultSet row, int column) throws SQLException {
        Array array = row.getArray(column);
        return Arrays.asList((String[]) array.getArray());
    }

    /** A table while its parts arrive. */
    private static final class Draft {

        private static final Map<String, Table.Kind> KINDS = Map.of(
                "r", Table.Kind.TABLE,
                "p", Table.Kind.PARTITIONED,
                "v", Table.Kind.VIEW,
                "m", Table.Kind.MATERIALIZED_VIEW,
                "f", Table.Kind.FOREIGN);
        private static final Map<String, Table.Persistence> PERSISTENCE = Map.of(
                "p", Table.Persistence.PERMANENT,
                "u", Table.Persistence.UNLOGGED,
                "t", Table.Persistence.TEMPORARY);

        private final TableName name;
        private final Table.Kind kind;
        private final Table.Persistence persistence;
        private final Table.Access access;
        private final Map<String, Column> columns = new LinkedHashMap<>();
        private final Map<String, UniqueKey> keys = new HashMap<>();
        private final List<ForeignKey> foreignKeys = new ArrayList<>();
        private final List<TableName> children = new ArrayList<>();
        private @Nullable TableName parent;

        private Draft(TableName name, Table.Kind kind, Table.Persistence persistence, Table.Access access) {
            this.name = name;
            this.kind = kind;
            this.persistence = persistence;
            this.access = access;
        }

        static Draft of(ResultSet row) throws SQLException {
            Table.Kind kind = of(KINDS, row.getString("relkind"));
            boolean partition = row.getBoolean("relispartition") && kind != Table.Kind.FOREIGN;
            return new Draft(
                    new TableName(row.getString("nspname"), row.getString("relname")),
                    partition ? Table.Kind.PARTITION : kind,
                    of(PERSISTENCE, row.getString("relpersistence")),
                    new Table.Access(row.getBoolean("usage"), row.getBoolean("row_security")));
        }

        private static <V> V of(Map<String, V> words, String letter) {
            V word = words.get(letter);
            if (word == null) {
                throw new IllegalStateException("pg_class has a letter that is not known here: " + letter);
            }
            return word;
        }

        void column(ResultSet row) throws SQLException {
            Column column = new Column(
                    row.getString("attname"),
                    ColumnTypes.read(row),
                    row.getBoolean("not_null"),
                    row.getBoolean("readable"),
                    ColumnTypes.exact(
                            row.getString("typname"), ColumnTypes.read(row), row.getBoolean("deterministic")));
            columns.put(column.name(), column);
        }

        void key(ResultSet row) throws SQLException {
            UniqueKey key =
                    new UniqueKey(row.getString("relname"), row.getBoolean("indisprimary"), strings(row, "columns"));
            if (columns.keySet().containsAll(key.columns())) {
                keys.put(key.name(), key);
            }
        }

        Table done() {
            return new Table(
                    name,
                    kind,
                    persistence,
                    List.copyOf(columns.values()),
                    List.copyOf(keys.values()),
                    foreignKeys,
                    parent,
                    children,
                    access);
        }
    }
}
