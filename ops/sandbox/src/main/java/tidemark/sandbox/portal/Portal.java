package tidemark.sandbox.portal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** The portal's tables, as its application makes them, and its first objects. */
public final class Portal {

    /** Name of the channel on which each transaction is told of. */
    public static final String CHANNEL = "snovault.transaction";

    private static final List<String> TABLES = List.of(
            "CREATE TABLE resources (rid uuid PRIMARY KEY, item_type varchar NOT NULL)",
            "CREATE TABLE transactions (\"order\" serial PRIMARY KEY, tid uuid NOT NULL UNIQUE, data jsonb,"
                    + " \"timestamp\" timestamptz NOT NULL DEFAULT now(), xid bigint DEFAULT txid_current())",
            "CREATE TABLE propsheets (sid serial PRIMARY KEY,"
                    + " rid uuid NOT NULL REFERENCES resources DEFERRABLE INITIALLY DEFERRED, name varchar NOT NULL,"
                    + " properties jsonb, tid uuid NOT NULL REFERENCES transactions (tid) DEFERRABLE INITIALLY DEFERRED)",
            "CREATE TABLE current_propsheets (rid uuid NOT NULL REFERENCES resources, name varchar NOT NULL,"
                    + " sid integer NOT NULL REFERENCES propsheets, PRIMARY KEY (rid, name))",
            "CREATE INDEX ON propsheets (rid)",
            "CREATE TABLE keys (name varchar, value varchar, rid uuid NOT NULL REFERENCES resources,"
                    + " PRIMARY KEY (name, value))",
            "CREATE INDEX ON keys (rid)",
            "CREATE TABLE links (source uuid REFERENCES resources, rel varchar, target uuid REFERENCES resources,"
                    + " PRIMARY KEY (source, rel, target))",
            "CREATE INDEX ON links (target)",
            "CREATE INDEX ON transactions (xid)",
            "CREATE FUNCTION transaction_notify() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN" + " PERFORM pg_notify('"
                    + CHANNEL + "', NEW.xid::text); RETURN NULL; END $$",
            "CREATE TRIGGER transaction_notify AFTER INSERT ON transactions"
                    + " FOR EACH ROW EXECUTE FUNCTION transaction_notify()");

    private Portal() {}

    /** Makes the tables, empty. */
    public static void createTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : TABLES) {
                statement.execute(sql);
            }
        }
    }

    /**
     * Makes the tables and a few thousand objects.
     *
     * @param seed of the dice
     */
    public static void load(Connection connection, long seed) throws SQLException {
        createTables(connection);
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            fill(connection, new Random(seed));
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }

    /** Objects first, then their links: they go round in circles. */
    private static void fill(Connection connection, Random random) throws SQLException {
        Properties some = new Properties(random);
        Map<ItemType, List<String>> ids = new EnumMap<>(ItemType.class);
        PortalSession made = new PortalSession(connection);
        for (ItemType type : ItemType.values()) {
            List<String> of = new ArrayList<>();
            for (int i = 0; i < type.count(); i++) {
                String id = new UUID(random.nextLong(), random.nextLong()).toString();
                of.add(made.create(id, type, some.plain(type)));
            }
            ids.put(type, of);
        }
        made.commit();
        for (ItemType type : ItemType.values()) {
            PortalSession linked = new PortalSession(connection);
            for (String id : ids.getOrDefault(type, List.of())) {
                ObjectNode properties = linked.properties(id);
                for (LinkProperty link : type.links()) {
                    List<String> targets = ids.getOrDefault(ItemType.of(link.target()), List.of());
                    if (random.nextInt(10) > 0) {
                        some.link(properties, link, () -> targets.get(random.nextInt(targets.size())));
                    }
                }
                linked.change(id, properties);
            }
            linked.commit();
        }
    }
}
