package tidemark.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import tidemark.change.TableName;
import tidemark.plan.ObjectStore;

/** The tables of an object store, for a database in which no application has made them. */
public final class ObjectSchema {

    private final ObjectStore store;

    /** Of this object store. */
    public ObjectSchema(ObjectStore store) {
        this.store = store;
    }

    /**
     * Names of the tables that its schema has, whatever they are.
     *
     * @throws tidemark.lifecycle.Unavailable if the server is away
     */
    public List<String> tables(Connection connection) {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT relname FROM pg_class c JOIN pg_namespace n"
                        + " ON n.oid = c.relnamespace WHERE nspname = ? AND relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY 1")) {
            statement.setString(1, store.schema());
            List<String> names = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
            return names;
        } catch (SQLException e) {
            throw Failures.of("looking for the tables of an object store", e);
        }
    }

    /** What makes the tables, the indexes by which links, keys and transactions are read, and the trigger that tells of transactions. */
    public List<String> statements() {
        String resources = store.resources().sql();
        String notify = TableName.quote(store.schema()) + ".\"transaction_notify\"";
        return List.of(
                "CREATE SCHEMA IF NOT EXISTS " + TableName.quote(store.schema()),
                "CREATE TABLE " + resources + " (rid uuid PRIMARY KEY, item_type varchar NOT NULL)",
                "CREATE TABLE " + store.transactions().sql()
                        + " (\"order\" serial PRIMARY KEY, tid uuid NOT NULL UNIQUE,"
                        + " data jsonb, \"timestamp\" timestamptz NOT NULL DEFAULT now(),"
                        + " xid bigint DEFAULT txid_current())",
                "CREATE INDEX ON " + store.transactions().sql() + " (xid)",
                "CREATE TABLE " + store.propsheets().sql() + " (sid serial PRIMARY KEY, rid uuid NOT NULL REFERENCES "
                        + resources + " DEFERRABLE INITIALLY DEFERRED, name varchar NOT NULL, properties jsonb,"
                        + " tid uuid NOT NULL REFERENCES "
                        + store.transactions().sql()
                        + " (tid) DEFERRABLE INITIALLY DEFERRED)",
                "CREATE INDEX ON " + store.propsheets().sql() + " (rid)",
                "CREATE TABLE " + store.currentPropsheets().sql() + " (rid uuid REFERENCES " + resources
                        + ", name varchar, sid integer NOT NULL REFERENCES "
                        + store.propsheets().sql()
                        + ", PRIMARY KEY (rid, name))",
                "CREATE TABLE " + store.keys().sql() + " (name varchar, value varchar, rid uuid NOT NULL REFERENCES "
                        + resources + ", PRIMARY KEY (name, value))",
                "CREATE INDEX ON " + store.keys().sql() + " (rid)",
                "CREATE TABLE " + store.links().sql() + " (source uuid REFERENCES " + resources
                        + ", rel varchar, target uuid REFERENCES " + resources + ", PRIMARY KEY (source, rel, target))",
                "CREATE INDEX ON " + store.links().sql() + " (target)",
                "CREATE FUNCTION " + notify + "() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_notify('"
                        + ObjectCapture.CHANNEL + "', NEW.xid::text); RETURN NULL; END $$",
                "CREATE TRIGGER transaction_notify AFTER INSERT ON "
                        + store.transactions().sql() + " FOR EACH ROW EXECUTE FUNCTION " + notify + "()");
    }

    /** What a daemon's role needs: to read. */
    public List<String> grants(String role) {
        String to = " TO " + TableName.quote(role);
        List<String> grants = new ArrayList<>();
        grants.add("GRANT USAGE ON SCHEMA " + TableName.quote(store.schema()) + to);
        store.tables().forEach(table -> grants.add("GRANT SELECT ON " + table.sql() + to));
        return grants;
    }

    /**
     * Runs all of them or none.
     *
     * @param connection in autocommit
     * @throws tidemark.lifecycle.Unavailable if the server is away
     */
    public static void run(Connection connection, List<String> statements) {
        try {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
                connection.commit();
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw Failures.of("preparing an object store", e);
        }
    }
}
