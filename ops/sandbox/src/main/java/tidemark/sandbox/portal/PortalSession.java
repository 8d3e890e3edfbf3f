package tidemark.sandbox.portal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidemark.sandbox.sample.SearchIndex;

/**
 * One transaction of the application: objects made, changed, renamed and deleted, with sheets, links and unique keys kept in step
 * with their properties; at its end it writes down what it changed. One thread's.
 */
public final class PortalSession {

    private static final String NO_DATA = "02000";

    private final Connection connection;
    private final String tid = UUID.randomUUID().toString();
    private final Set<String> updated = new LinkedHashSet<>();
    private final Set<String> renamed = new LinkedHashSet<>();

    /** Begins, on a connection that does not commit by itself. */
    public PortalSession(Connection connection) {
        this.connection = connection;
    }

    /** Makes an object, and returns its id. */
    public String create(ItemType type, ObjectNode properties) throws SQLException {
        return create(UUID.randomUUID().toString(), type, properties);
    }

    /** Makes an object of this id. */
    public String create(String id, ItemType type, ObjectNode properties) throws SQLException {
        execute("INSERT INTO resources VALUES (?::uuid, ?)", id, type.text());
        put(id, "", properties);
        link(id, type, properties);
        return id;
    }

    /** Locks an object, so that nobody else changes it before the end; throws {@code 02000} if it is gone. */
    ItemType lock(String id) throws SQLException {
        List<String> found = texts("SELECT item_type FROM resources WHERE rid = ?::uuid FOR UPDATE", id);
        if (found.isEmpty()) {
            throw new SQLException("the object " + id + " is gone", NO_DATA);
        }
        return ItemType.of(found.get(0));
    }

    /** The main sheet of an object. */
    public ObjectNode properties(String id) throws SQLException {
        return sheet(id, "");
    }

    private ObjectNode sheet(String id, String name) throws SQLException {
        List<String> found = texts(
                "SELECT properties FROM current_propsheets JOIN propsheets USING (sid)"
                        + " WHERE current_propsheets.rid = ?::uuid AND current_propsheets.name = ?",
                id,
                name);
        try {
            return found.isEmpty()
                    ? SearchIndex.JSON.createObjectNode()
                    : (ObjectNode) SearchIndex.JSON.readTree(found.get(0));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("jsonb is JSON", e);
        }
    }

    /** Changes the main sheet of an object, and what follows from it. */
    public void change(String id, ObjectNode properties) throws SQLException {
        ItemType type = lock(id);
        put(id, "", properties);
        link(id, type, properties);
    }

    /** The same, and whoever links to it shows another name of it. */
    public void rename(String id, String name) throws SQLException {
        lock(id);
        change(id, properties(id).put("name", name));
        renamed.add(id);
    }

    /** Writes another sheet of an object. */
    public void sheet(String id, String name, ObjectNode properties) throws SQLException {
        lock(id);
        put(id, name, properties);
    }

    /** Deletes an object; whatever links to it is changed first. */
    public void delete(String id) throws SQLException {
        ItemType type = lock(id);
        for (String source : texts("SELECT DISTINCT source::text FROM links WHERE target = ?::uuid ORDER BY 1", id)) {
            ItemType of = lock(source);
            ObjectNode properties = properties(source);
            of.links().forEach(link -> link.remove(properties, id));
            put(source, "", properties);
            link(source, of, properties);
        }
        link(id, type, SearchIndex.JSON.createObjectNode());
        for (String table : List.of("current_propsheets", "propsheets", "keys", "resources")) {
            execute("DELETE FROM " + table + " WHERE rid = ?::uuid", id);
        }
        updated.add(id);
    }

    private void put(String id, String name, ObjectNode properties) throws SQLException {
        execute(
                "WITH sheet AS (INSERT INTO propsheets (rid, name, properties, tid) VALUES (?::uuid, ?, ?::jsonb, ?::uuid)"
                        + " RETURNING rid, name, sid) INSERT INTO current_propsheets SELECT * FROM sheet"
                        + " ON CONFLICT (rid, name) DO UPDATE SET sid = excluded.sid",
                id,
                name,
                properties.toString(),
                tid);
        updated.add(id);
    }

    /** Links and keys follow the properties; the far ends of links that came or went are updated, too. */
    private void link(String id, ItemType type, ObjectNode properties) throws SQLException {
        Map<String, Set<String>> wanted = new HashMap<>();
        for (LinkProperty link : type.links()) {
            wanted.put(link.rel(), new LinkedHashSet<>(link.values(properties)));
        }
        Map<String, Set<String>> there = new HashMap<>();
        for (List<String> row : rows("SELECT rel, target::text FROM links WHERE source = ?::uuid", id)) {
            there.computeIfAbsent(row.get(0), any -> new LinkedHashSet<>()).add(row.get(1));
        }
        Set<String> rels = new HashSet<>(wanted.keySet());
        rels.addAll(there.keySet());
        for (String rel : rels) {
            Set<String> before = there.getOrDefault(rel, Set.of());
            Set<String> after = wanted.getOrDefault(rel, Set.of());
            for (String gone : without(before, after)) {
                execute("DELETE FROM links WHERE source = ?::uuid AND rel = ? AND target = ?::uuid", id, rel, gone);
                updated.add(gone);
            }
            for (String fresh : without(after, before)) {
                execute("INSERT INTO links VALUES (?::uuid, ?, ?::uuid)", id, rel, fresh);
                updated.add(fresh);
            }
        }
        keys(id, properties);
    }

    private void keys(String id, ObjectNode properties) throws SQLException {
        execute("DELETE FROM keys WHERE rid = ?::uuid", id);
        if (properties.has("accession")) {
            execute(
                    "INSERT INTO keys VALUES ('accession', ?, ?::uuid)",
                    properties.path("accession").asText(),
                    id);
        }
        Set<String> aliases = new LinkedHashSet<>();
        properties.path("aliases").forEach(alias -> aliases.add(alias.asText()));
        for (String alias : aliases) {
            execute("INSERT INTO keys VALUES ('alias', ?, ?::uuid)", alias, id);
        }
    }

    private static List<String> without(Collection<String> some, Collection<String> others) {
        List<String> left = new ArrayList<>(some);
        left.removeAll(others);
        return left;
    }

    /** What it has changed so far. */
    public Set<String> updated() {
        return Set.copyOf(updated);
    }

    /** Writes down what was changed, commits, and returns the transaction's id. */
    public long commit() throws SQLException {
        ObjectNode data = SearchIndex.JSON.createObjectNode();
        updated.forEach(data.putArray("updated")::add);
        if (!renamed.isEmpty()) {
            renamed.forEach(data.putArray("renamed")::add);
        }
        return commit(data.toString());
    }

    /** Commits with other data than it should have, null for none. */
    public long commit(@Nullable String data) throws SQLException {
        String xid = texts(
                        "INSERT INTO transactions (tid, data) VALUES (?::uuid, ?::jsonb) RETURNING xid::text",
                        tid,
                        data)
                .get(0);
        connection.commit();
        return Long.parseLong(xid);
    }

    private void execute(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(sql, values)) {
            statement.execute();
        }
    }

    /** First column of all rows. */
    List<String> texts(String sql, @Nullable Object... values) throws SQLException {
        return rows(sql, values).stream().map(row -> row.get(0)).toList();
    }

    private List<List<String>> rows(String sql, @Nullable Object... values) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (PreparedStatement statement = prepared(sql, values);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                List<String> one = new ArrayList<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    one.add(row.getString(i));
                }
                rows.add(one);
            }
        }
        return rows;
    }

    private PreparedStatement prepared(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
