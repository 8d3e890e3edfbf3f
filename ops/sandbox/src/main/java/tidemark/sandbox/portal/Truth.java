package tidemark.sandbox.portal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tidemark.sandbox.sample.SearchIndex;

/** All objects of the portal in one snapshot, in memory, and the documents that they make. */
final class Truth {

    private record Link(String source, String rel, String target) {}

    /** An object with its sheets by name. */
    private record Item(String id, String type, Map<String, JsonNode> sheets, Map<String, List<String>> keys) {}

    private final Map<String, Item> items = new TreeMap<>();
    private final Map<String, List<Link>> from = new HashMap<>();
    private final Map<String, List<Link>> to = new HashMap<>();
    private final Map<String, String> tids = new HashMap<>();

    private Truth() {}

    /** What each object is; the connection is left with no transaction open. */
    static Truth read(Connection connection) throws SQLException, IOException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            Truth truth = new Truth();
            truth.fill(statement);
            return truth;
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }

    private void fill(Statement statement) throws SQLException, IOException {
        try (ResultSet row = statement.executeQuery("SELECT rid::text, item_type FROM resources")) {
            while (row.next()) {
                items.put(
                        row.getString(1),
                        new Item(row.getString(1), row.getString(2), new TreeMap<>(), new TreeMap<>()));
            }
        }
        try (ResultSet row = statement.executeQuery("SELECT c.rid::text, c.name, p.properties, p.tid::text"
                + " FROM current_propsheets c JOIN propsheets p ON p.sid = c.sid")) {
            while (row.next()) {
                item(row.getString(1)).sheets().put(row.getString(2), SearchIndex.JSON.readTree(row.getString(3)));
                if (row.getString(2).isEmpty()) {
                    tids.put(row.getString(1), row.getString(4));
                }
            }
        }
        try (ResultSet row = statement.executeQuery("SELECT rid::text, name, value FROM keys ORDER BY name, value")) {
            while (row.next()) {
                item(row.getString(1))
                        .keys()
                        .computeIfAbsent(row.getString(2), any -> new ArrayList<>())
                        .add(row.getString(3));
            }
        }
        try (ResultSet row =
                statement.executeQuery("SELECT source::text, rel, target::text FROM links ORDER BY 1, 2, 3")) {
            while (row.next()) {
                Link link = new Link(row.getString(1), row.getString(2), row.getString(3));
                from.computeIfAbsent(link.source(), any -> new ArrayList<>()).add(link);
                to.computeIfAbsent(link.target(), any -> new ArrayList<>()).add(link);
            }
        }
    }

    private Item item(String id) {
        Item item = items.get(id);
        if (item == null) {
            throw new IllegalStateException("a row of the portal belongs to no object: " + id);
        }
        return item;
    }

    /** The documents of a type by id. */
    Map<String, JsonNode> documents(ItemType type) {
        Map<String, JsonNode> documents = new TreeMap<>();
        items.values().stream()
                .filter(item -> item.type().equals(type.text()))
                .forEach(item -> documents.put(item.id(), document(item, Tree.of(type))));
        return documents;
    }

    private ObjectNode document(Item item, List<Tree> trees) {
        Set<String> embedded = new TreeSet<>();
        Set<String> linked = new TreeSet<>();
        ObjectNode document = SearchIndex.JSON
                .createObjectNode()
                .put("uuid", item.id())
                .put("item_type", item.type())
                .put("tid", tids.get(item.id()));
        document.set("properties", properties(item));
        document.set("embedded", embedded(item, trees, embedded, linked));
        ObjectNode links = document.putObject("links");
        for (Link link : from.getOrDefault(item.id(), List.of())) {
            links.withArray(link.rel()).add(link.target());
        }
        ObjectNode keys = document.putObject("unique_keys");
        item.keys().forEach((name, values) -> values.forEach(keys.withArray(name)::add));
        ObjectNode sheets = document.putObject("propsheets");
        item.sheets().forEach((name, sheet) -> {
            if (!name.isEmpty()) {
                sheets.set(name, sheet);
            }
        });
        embedded.forEach(document.putArray("embedded_uuids")::add);
        linked.forEach(document.putArray("linked_uuids")::add);
        return document;
    }

    private static ObjectNode properties(Item item) {
        JsonNode properties = item.sheets().get("");
        return properties == null ? SearchIndex.JSON.createObjectNode() : properties.deepCopy();
    }

    private ObjectNode embedded(Item item, List<Tree> trees, Set<String> embedded, Set<String> linked) {
        embedded.add(item.id());
        from.getOrDefault(item.id(), List.of()).forEach(link -> linked.add(link.target()));
        ObjectNode object = properties(item);
        for (Tree tree : trees) {
            if (tree.from() == null) {
                Map<String, JsonNode> targets = new HashMap<>();
                for (Link link : from.getOrDefault(item.id(), List.of())) {
                    if (link.rel().equals(tree.name())) {
                        targets.put(link.target(), embedded(item(link.target()), tree.below(), embedded, linked));
                    }
                }
                replace(object, tree.name(), targets);
            } else {
                ArrayNode objects = object.putArray(tree.name());
                for (Link link : to.getOrDefault(item.id(), List.of())) {
                    Item source = item(link.source());
                    boolean of = tree.from().equals("*") || tree.from().equals(source.type());
                    if (of && link.rel().equals(tree.rel())) {
                        linked.add(source.id());
                        objects.add(embedded(source, tree.below(), embedded, linked));
                    }
                }
            }
        }
        object.put("uuid", item.id()).put("item_type", item.type());
        return object;
    }

    /** Puts objects where their ids stand, below this path. */
    private static void replace(JsonNode node, String path, Map<String, JsonNode> targets) {
        if (node.isArray()) {
            node.forEach(one -> replace(one, path, targets));
            return;
        }
        int dot = path.indexOf('.');
        if (dot >= 0) {
            replace(node.path(path.substring(0, dot)), path.substring(dot + 1), targets);
        } else if (node instanceof ObjectNode object && object.has(path)) {
            object.set(path, replaced(object.get(path), targets));
        }
    }

    private static JsonNode replaced(JsonNode value, Map<String, JsonNode> targets) {
        if (value instanceof ArrayNode list) {
            ArrayNode all = list.arrayNode();
            list.forEach(one -> all.add(replaced(one, targets)));
            return all;
        }
        return targets.getOrDefault(value.asText(), value);
    }
}
