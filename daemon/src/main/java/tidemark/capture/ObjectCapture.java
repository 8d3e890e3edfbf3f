package tidemark.capture;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import tidemark.plan.ObjectStore;

/** Whether an object store's application still writes down what its transactions change. Reads only. */
public final class ObjectCapture {

    /** The channel on which a trigger of the object store tells of each new transaction. */
    public static final String CHANNEL = "snovault.transaction";

    private final ObjectStore store;

    /** Of this object store. */
    public ObjectCapture(ObjectStore store) {
        this.store = store;
    }

    /**
     * Looks at the newest transaction.
     *
     * @param connection in the snapshot's transaction
     * @return what is wrong: at most one fault
     */
    public List<TriggerFault> check(Connection connection) {
        String sql = "SELECT xid IS NULL FROM " + store.transactions().sql() + " ORDER BY \"order\" DESC LIMIT 1";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            boolean without = row.next() && row.getBoolean(1);
            return without
                    ? List.of(new TriggerFault(
                            store.resources(),
                            "the newest row of " + store.transactions() + " has no transaction id in xid",
                            "ALTER TABLE " + store.transactions().sql()
                                    + " ALTER COLUMN xid SET DEFAULT txid_current();",
                            true))
                    : List.of();
        } catch (SQLException e) {
            throw Failures.of("looking at the newest transaction", e);
        }
    }

    /** What makes reading the transactions dear, for people; empty if nothing does. */
    public String advice(Connection connection) {
        String sql = "SELECT EXISTS (SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid"
                + " AND a.attnum = i.indkey[0] WHERE i.indrelid = "
                + LogSchema.literal(store.transactions().sql())
                + "::regclass AND i.indisvalid AND i.indpred IS NULL AND a.attname = 'xid')";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1)
                    ? ""
                    : "no index on xid of " + store.transactions()
                            + ": each cycle reads the whole table. In a large one: " + "CREATE INDEX CONCURRENTLY ON "
                            + store.transactions().sql() + " (xid);";
        } catch (SQLException e) {
            throw Failures.of("looking at the indexes of the transactions", e);
        }
    }
}
