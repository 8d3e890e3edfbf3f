package tidemark.capture;

import java.util.List;
import tidemark.change.TableName;

/**
 * The database objects of the change log, all in one schema.
 *
 * @param schema its name
 */
public record LogSchema(String schema) {

    /** What {@code CREATE} below makes; raised with every change of it, together with a step in {@link #upgrade}. */
    static final int VERSION = 3;

    String sql() {
        return TableName.quote(schema);
    }

    String object(String name) {
        return sql() + "." + TableName.quote(name);
    }

    /** The rows. */
    String log() {
        return object("log");
    }

    /**
     * What the arrays in a row mean; a layout is named by a hash of its content, so that its meaning never changes. Counts the
     * operations of that layout that were pruned.
     */
    String layout() {
        return object("layout");
    }

    /** One row: version, pruning horizon, skipped rows that were dealt with, and by which transaction. */
    String control() {
        return object("control");
    }

    /** The partitions that were there when last looked at, each with the file that held its rows; 0 for none. */
    String partition() {
        return object("partition");
    }

    /** Counts the log's rows; a row whose number is above the limit is skipped. */
    String sequence() {
        return object("log_number");
    }

    /** Its last value is the highest number that may be logged. A sequence: visible at once and locked by nobody. */
    String limit() {
        return object("log_limit");
    }

    /** Counts the rows that were skipped. */
    String skipped() {
        return object("log_skipped");
    }

    /** A literal that {@code regclass} reads. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /**
     * The id of a log row: its number, then 53 random bits, so that the ids of a transaction ascend. Not made of {@code
     * gen_random_uuid()}, which would be a fifth of what logging a row costs.
     */
    static String tid(String number) {
        return "(pg_catalog.lpad(pg_catalog.to_hex(" + number
                + "), 16, '0') || pg_catalog.lpad(pg_catalog.to_hex((pg_catalog.random() * 9007199254740992)::bigint),"
                + " 16, '0'))::uuid";
    }

    /** The name of the trigger that sees TRUNCATE. */
    String truncateTrigger() {
        return schema + "_truncate";
    }

    /** An expression for some layout of a table: a row without key means the same in each. */
    String anyLayoutOf(TableName table) {
        return "(SELECT min(id) FROM " + layout() + " WHERE table_schema = " + literal(table.schema())
                + " AND table_name = " + literal(table.name()) + ")";
    }

    /** A row without key, of a layout or of none. */
    String insertMark(String layout, char operation) {
        return "INSERT INTO " + log() + " (tid, layout, op) SELECT "
                + tid("pg_catalog.nextval(" + literal(sequence()) + ")") + ", " + layout + ", '" + operation + "'";
    }

    List<String> create(boolean schemaExists, long maxRows) {
        String mark = LogSchema.literal("tidemark change log");
        List<String> objects = List.of(
                "CREATE TABLE " + control() + " (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),"
                        + " version integer NOT NULL, pruned_through xid8 NOT NULL DEFAULT '0',"
                        + " skips_handled bigint NOT NULL DEFAULT 0, reopened_by xid8 NOT NULL DEFAULT '0')",
                "INSERT INTO " + control() + " (version) VALUES (" + VERSION + ")",
                "CREATE TABLE " + layout()
                        + " (id bigint PRIMARY KEY, table_schema text NOT NULL, table_name text NOT NULL,"
                        + " key_columns text[] NOT NULL, edge_columns text[] NOT NULL, pruned bigint NOT NULL DEFAULT 0)",
                "CREATE TABLE " + partition()
                        + " (root oid NOT NULL, relation oid NOT NULL, filenode oid NOT NULL DEFAULT 0,"
                        + " PRIMARY KEY (root, relation))",
                "CREATE TABLE " + log() + " (xid xid8 NOT NULL DEFAULT pg_current_xact_id(), tid uuid NOT NULL,"
                        + " logged_at timestamptz NOT NULL DEFAULT clock_timestamp(), layout bigint NOT NULL,"
                        + " op \"char\" NOT NULL, old_key text[], new_key text[], old_edges text[],"
                        + " PRIMARY KEY (xid, tid))",
                "CREATE SEQUENCE " + sequence(),
                "CREATE SEQUENCE " + limit(),
                "CREATE SEQUENCE " + skipped(),
                "SELECT setval(" + literal(limit()) + ", " + maxRows + ")",
                "COMMENT ON TABLE " + log() + " IS " + mark);
        if (schemaExists) {
            return objects;
        }
        List<String> all = new java.util.ArrayList<>(
                List.of("CREATE SCHEMA " + sql(), "COMMENT ON SCHEMA " + sql() + " IS " + mark));
        all.addAll(objects);
        return all;
    }

    /** From an older version to this one. */
    List<String> upgrade(int from) {
        if (from == VERSION) {
            return List.of();
        }
        List<String> steps = new java.util.ArrayList<>();
        if (from < 2) {
            steps.addAll(List.of(
                    "ALTER TABLE " + control() + " ADD COLUMN IF NOT EXISTS reopened_by xid8 NOT NULL DEFAULT '0'",
                    "ALTER TABLE " + partition() + " ADD COLUMN IF NOT EXISTS filenode oid NOT NULL DEFAULT 0",
                    "UPDATE " + partition() + " SET filenode = coalesce(pg_relation_filenode(relation), 0)",
                    // Who skipped a full log before is not known: whoever is open now may have.
                    "UPDATE " + control() + " SET reopened_by = pg_current_xact_id()"));
        }
        // What was pruned before is not known any more.
        steps.add("ALTER TABLE " + layout() + " ADD COLUMN IF NOT EXISTS pruned bigint NOT NULL DEFAULT 0");
        steps.add("UPDATE " + control() + " SET version = " + VERSION);
        return steps;
    }
}
