package tidemark.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tidemark.change.TableName;
import tidemark.plan.ColumnChoice;
import tidemark.plan.EmbedSpec;
import tidemark.plan.ObjectStore;
import tidemark.plan.TypeSpec;

/** Looks for an object store in a database, and for what is in it. Thread-safe: it holds nothing. */
public final class StoreReader {

    /** Objects and links that are looked at, so that a large store answers soon too. */
    private static final int MOST = 500_000;

    /** The first object store of the catalog; empty if the database has none. */
    public Optional<ObjectStore> find(Catalog catalog) {
        return catalog.tables().keySet().stream()
                .map(TableName::schema)
                .distinct()
                .map(ObjectStore::new)
                .filter(store -> store.tables().stream().allMatch(catalog.tables()::containsKey))
                .filter(store -> sound(catalog, store))
                .findFirst();
    }

    private static boolean sound(Catalog catalog, ObjectStore store) {
        TypeSpec any = Trial.type("any", EmbedSpec.ANY, ColumnChoice.ALL, List.of());
        return ObjectPlans.resolve(catalog, store, List.of(any)).complete();
    }

    /**
     * What is in a store.
     *
     * @param connection idle or inside a transaction; left as it was
     * @throws tidemark.lifecycle.Unavailable if the server is away or too slow
     */
    public StoreProposal read(Connection connection, ObjectStore store) {
        return Scratch.read(
                connection,
                "the object store",
                c -> new StoreProposal(store, itemTypes(c, store), links(c, store), MOST));
    }

    private static Map<String, Long> itemTypes(Connection connection, ObjectStore store) throws SQLException {
        String sql = "SELECT item_type, count(*) FROM (SELECT item_type FROM "
                + store.resources().sql() + " LIMIT " + MOST + ") r GROUP BY 1";
        Map<String, Long> counts = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                counts.put(Objects.requireNonNullElse(rows.getString(1), ""), rows.getLong(2));
            }
        }
        counts.remove("");
        return counts;
    }

    private static List<StoreProposal.Link> links(Connection connection, ObjectStore store) throws SQLException {
        String resources = store.resources().sql();
        String sql = "SELECT s.item_type, l.rel, t.item_type, count(*) FROM (SELECT source, rel, target FROM "
                + store.links().sql() + " LIMIT " + MOST + ") l JOIN " + resources + " s ON s.rid = l.source JOIN "
                + resources + " t ON t.rid = l.target GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";
        List<StoreProposal.Link> links = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                links.add(new StoreProposal.Link(
                        rows.getString(1), rows.getString(2), rows.getString(3), rows.getLong(4)));
            }
        }
        return links;
    }
}
