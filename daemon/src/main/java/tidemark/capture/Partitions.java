package tidemark.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import tidemark.change.Operation;
import tidemark.change.TableName;
import tidemark.plan.TrackedTable;

/**
 * Notices partitions that came or went: their rows appear in and vanish from the table unlogged, so ATTACH and DETACH count
 * as TRUNCATE.
 *
 * <p>The partitions that were there when last looked at are remembered beside the log, and compared at each interval; an
 * event trigger would tell at once, but only a superuser can make one. A partition that came and is empty changes nothing:
 * whatever is inserted into it is logged.
 *
 * <p>A partition that came has row triggers, and none that sees a TRUNCATE of it alone, until {@code tidemark init} makes one. TRUNCATE
 * gives a table another file; so, without that trigger, another file counts as TRUNCATE. (So do a rewrite and VACUUM FULL; a
 * rebuild too many is the price.) A table that was never emptied nor rewritten has the file that it was made with, whose
 * number is the table's own: one that came and has another is taken to have been emptied before it was first looked at.
 */
public final class Partitions {

    private final LogSchema schema;

    /** Of the log in this schema. */
    public Partitions(LogSchema schema) {
        this.schema = schema;
    }

    /** Remembers the partitions as they are; a plain table has just itself. */
    static String remember(LogSchema schema, TableName table) {
        String root = LogSchema.literal(table.sql()) + "::regclass";
        return "INSERT INTO " + schema.partition() + " SELECT " + root
                + ", relid, coalesce(pg_relation_filenode(relid), 0)"
                + " FROM (SELECT " + root + "::oid AS relid UNION SELECT relid::oid FROM pg_partition_tree(" + root
                + ")) now ON CONFLICT DO NOTHING";
    }

    /**
     * Tables whose partitions are not those that were remembered; reads only.
     *
     * @throws tidemark.lifecycle.Unavailable if the server is away
     */
    public List<TableName> changed(Connection connection, Collection<TrackedTable> tables) {
        List<TableName> changed = new ArrayList<>();
        try {
            for (TrackedTable table : tables) {
                if (!differences(connection, table.table()).isEmpty()) {
                    changed.add(table.table());
                }
            }
            return changed;
        } catch (SQLException e) {
            throw Failures.of("comparing the partitions", e);
        }
    }

    /** What became of a partition. */
    private enum Fate {
        CAME,
        WENT,
        EMPTIED
    }

    /**
     * One partition that is not as it was.
     *
     * @param filenode its file now; 0 for none
     */
    private record Difference(long relation, String name, long filenode, Fate fate) {}

    private List<Difference> differences(Connection connection, TableName table) throws SQLException {
        String sql =
                "WITH root AS (SELECT to_regclass(?)::oid AS oid), now AS (SELECT relid, coalesce(pg_relation_filenode(relid), 0)"
                        + " AS filenode, EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = relid AND tgname = ? AND tgenabled = 'A')"
                        + " AS guarded FROM (SELECT oid AS relid FROM root WHERE oid IS NOT NULL"
                        + " UNION SELECT t.relid::oid FROM root CROSS JOIN LATERAL pg_partition_tree(root.oid) t) relations), known AS"
                        + " (SELECT relation AS relid, filenode FROM " + schema.partition()
                        + " p JOIN root ON p.root = root.oid)"
                        + " SELECT coalesce(now.relid, known.relid)::bigint, now.relid::regclass::text, now.filenode::bigint,"
                        + " CASE WHEN known.relid IS NULL THEN 'CAME' WHEN now.relid IS NULL THEN 'WENT' ELSE 'EMPTIED' END"
                        + " FROM now FULL JOIN known USING (relid) WHERE (now.relid IS NULL OR known.relid IS NULL"
                        + " OR (NOT now.guarded AND now.filenode <> known.filenode))"
                        + " AND EXISTS (SELECT 1 FROM known) ORDER BY 1";
        List<Difference> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, table.sql());
            statement.setString(2, schema.truncateTrigger());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String name = row.getString(2);
                    found.add(new Difference(
                            row.getLong(1), name == null ? "" : name, row.getLong(3), Fate.valueOf(row.getString(4))));
                }
            }
        }
        return found;
    }

    /**
     * Logs a TRUNCATE for each table whose partitions came with rows or went, and remembers the new ones.
     *
     * @param connection in autocommit, to a server that takes writes
     * @return the tables that a TRUNCATE was logged for
     */
    public List<TableName> note(Connection connection, Collection<TrackedTable> tables) {
        List<TableName> truncated = new ArrayList<>();
        try {
            for (TrackedTable table : tables) {
                List<Difference> differences = differences(connection, table.table());
                if (!differences.isEmpty() && note(connection, table, differences)) {
                    truncated.add(table.table());
                }
            }
            return truncated;
        } catch (SQLException e) {
            throw Failures.of("noting partitions that came or went", e);
        }
    }

    private boolean note(Connection connection, TrackedTable table, List<Difference> differences) throws SQLException {
        boolean matters = false;
        StringBuilder memory = new StringBuilder();
        for (Difference difference : differences) {
            matters |= difference.fate() != Fate.CAME || cameWithHistory(connection, difference);
            memory.append("DELETE FROM " + schema.partition() + " WHERE relation = " + difference.relation() + ";");
            if (difference.fate() != Fate.WENT) {
                memory.append("INSERT INTO " + schema.partition() + " SELECT "
                        + LogSchema.literal(table.table().sql()) + "::regclass, " + difference.relation() + ", "
                        + difference.filenode() + ";");
            }
        }
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(memory.toString());
            if (matters) {
                statement.execute(schema.insertMark(schema.anyLayoutOf(table.table()), Operation.TRUNCATE.code()));
            }
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
        return matters;
    }

    /** Whether it has rows, or had some before it was first looked at. */
    private static boolean cameWithHistory(Connection connection, Difference difference) throws SQLException {
        boolean rewritten = difference.filenode() != 0 && difference.filenode() != difference.relation();
        return rewritten || hasRows(connection, difference);
    }

    /** A partition that the role may not read is taken to have rows. */
    private static boolean hasRows(Connection connection, Difference difference) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet may = statement.executeQuery(
                    "SELECT has_table_privilege(" + difference.relation() + "::oid, 'SELECT')")) {
                if (!may.next() || !may.getBoolean(1)) {
                    return true;
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT 1 FROM " + difference.name() + " LIMIT 1")) {
                return row.next();
            }
        }
    }
}
