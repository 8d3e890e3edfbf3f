package tidemark.capture;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidemark.capture.TableCapture.Event;
import tidemark.change.TableName;
import tidemark.plan.TrackedTable;

/** What the catalog says of the log's triggers on the tracked tables and their partitions; read in one query. */
final class InstalledTriggers {

    /** One row per relation and trigger of ours; a relation without triggers has one row with NULLs. */
    private static final String QUERY = """
            WITH wanted AS (
                SELECT w.table_schema, w.table_name, c.oid AS root
                FROM unnest(?::text[], ?::text[]) AS w(table_schema, table_name)
                JOIN pg_namespace n ON n.nspname = w.table_schema
                JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = w.table_name AND c.relkind IN ('r', 'p')),
            relation AS (
                SELECT w.*, w.root AS relid FROM wanted w
                UNION
                SELECT w.*, t.relid::oid FROM wanted w CROSS JOIN LATERAL pg_partition_tree(w.root) t)
            SELECT r.table_schema, r.table_name, r.relid = r.root,
                   quote_ident(rn.nspname) || '.' || quote_ident(rc.relname),
                   t.tgname, t.tgenabled::text, obj_description(t.oid, 'pg_trigger'), f.proname,
                   obj_description(f.oid, 'pg_proc'), f.prosrc, f.prosecdef
            FROM relation r
            JOIN pg_class rc ON rc.oid = r.relid
            JOIN pg_namespace rn ON rn.oid = rc.relnamespace
            LEFT JOIN pg_trigger t ON t.tgrelid = r.relid AND t.tgname = ANY (?::text[]) AND NOT t.tgisinternal
            LEFT JOIN pg_proc f ON f.oid = t.tgfoid
            ORDER BY 1, 2, 3 DESC, 4
            """;

    /** Before version 15 a clone on a partition counts as internal. */
    private static final String QUERY_WITH_CLONES =
            QUERY.replace("NOT t.tgisinternal", "(NOT t.tgisinternal OR t.tgparentid <> 0)");

    /** A trigger as it is. */
    record Found(
            String enabled,
            @Nullable String comment,
            String function,
            @Nullable String functionComment,
            String body,
            boolean securityDefiner) {

        boolean always() {
            return enabled.equals("A");
        }
    }

    /** A table or one of its partitions, with our triggers by name. */
    record Relation(String sql, boolean root, Map<String, Found> triggers) {}

    private final Map<TableName, List<Relation>> relations;

    private InstalledTriggers(Map<TableName, List<Relation>> relations) {
        this.relations = relations;
    }

    /** The table first, then its partitions; empty if there is no such table. */
    List<Relation> of(TableName table) {
        return relations.getOrDefault(table, List.of());
    }

    static InstalledTriggers read(Connection connection, LogSchema schema, Collection<TrackedTable> tables)
            throws SQLException {
        Map<TableName, List<Relation>> relations = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(QUERY_WITH_CLONES)) {
            statement.setArray(
                    1,
                    texts(
                            connection,
                            tables.stream().map(t -> t.table().schema()).toList()));
            statement.setArray(
                    2,
                    texts(connection, tables.stream().map(t -> t.table().name()).toList()));
            statement.setArray(3, texts(connection, triggerNames(schema)));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    add(row, relations);
                }
            }
        }
        return new InstalledTriggers(relations);
    }

    private static void add(ResultSet row, Map<TableName, List<Relation>> relations) throws SQLException {
        TableName table = new TableName(row.getString(1), row.getString(2));
        List<Relation> known = relations.computeIfAbsent(table, t -> new ArrayList<>());
        String sql = row.getString(4);
        if (known.isEmpty() || !known.get(known.size() - 1).sql().equals(sql)) {
            known.add(new Relation(sql, row.getBoolean(3), new LinkedHashMap<>()));
        }
        String trigger = row.getString(5);
        if (trigger != null) {
            known.get(known.size() - 1)
                    .triggers()
                    .put(
                            trigger,
                            new Found(
                                    row.getString(6),
                                    row.getString(7),
                                    row.getString(8),
                                    row.getString(9),
                                    row.getString(10),
                                    row.getBoolean(11)));
        }
    }

    static List<String> triggerNames(LogSchema schema) {
        List<String> names = new ArrayList<>();
        for (Event event : Event.values()) {
            names.add(schema.schema() + "_" + event.name().toLowerCase(java.util.Locale.ROOT));
        }
        return names;
    }

    static Array texts(Connection connection, List<String> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray());
    }
}
