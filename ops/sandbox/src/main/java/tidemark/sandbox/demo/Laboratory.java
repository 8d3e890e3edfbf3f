package tidemark.sandbox.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import tidemark.sandbox.portal.ItemType;
import tidemark.sandbox.portal.Portal;
import tidemark.sandbox.portal.PortalChecker;
import tidemark.sandbox.portal.PortalSession;
import tidemark.sandbox.sample.Report;
import tidemark.sandbox.sample.SearchIndex;

/** A portal of experiments: an object store. */
final class Laboratory implements Scene {

    private static final List<String> WORDS = List.of("liver", "K562", "heart", "HepG2", "embryo", "thymus");

    private final Random random = new Random(System.nanoTime());

    @Override
    public String name() {
        return "portal";
    }

    @Override
    public String words() {
        return "a portal of experiments: an object store, some 2,000 objects of eleven types and the links between them";
    }

    @Override
    public void load(Connection connection) throws SQLException {
        Portal.load(connection, 7);
    }

    @Override
    public Map<String, Long> documents(Connection connection) throws SQLException {
        Map<String, Long> documents = new TreeMap<>();
        for (String type : PortalChecker.TYPES) {
            documents.put(type, number(connection, "SELECT count(*) FROM resources WHERE item_type = ?", type));
        }
        return documents;
    }

    @Override
    public Report check(URI elasticsearch, Connection connection, Duration patience)
            throws SQLException, IOException, InterruptedException {
        return new PortalChecker(elasticsearch, "").checkUntilTrue(connection, patience);
    }

    /** A program has no document of its own: files show it, experiments by their pipeline, and by their files. */
    @Override
    public Edit counted(Connection connection) throws SQLException {
        String software = any(connection, ItemType.SOFTWARE);
        long shown = number(
                connection,
                "WITH f AS (SELECT source FROM links WHERE rel = 'step.software' AND target = ?::uuid)"
                        + " SELECT count(*) FROM (SELECT source FROM f UNION SELECT source FROM links"
                        + " WHERE rel = 'pipeline.steps.software' AND target = ?::uuid UNION SELECT target FROM links"
                        + " WHERE rel = 'dataset' AND source IN (SELECT source FROM f)) shown",
                software,
                software);
        return change("software " + software + " gets another version", software, "version", shown);
    }

    @Override
    public Edit next(Connection connection) throws SQLException {
        return switch (random.nextInt(6)) {
            case 0 -> counted(connection).uncounted();
            case 1 -> {
                String donor = any(connection, ItemType.DONOR);
                yield change("donor " + donor + " changes", donor, "status", Edit.NOT_COUNTED);
            }
            case 2 -> rename(any(connection, ItemType.USER));
            case 3 -> file(any(connection, ItemType.EXPERIMENT));
            case 4 -> move(any(connection, ItemType.REPLICATE), any(connection, ItemType.EXPERIMENT));
            default -> delete(any(connection, ItemType.FILE));
        };
    }

    private String word() {
        return WORDS.get(random.nextInt(WORDS.size())) + " " + random.nextInt(1000);
    }

    private Edit change(String what, String id, String field, long documents) {
        return new Edit(
                what,
                connection -> {
                    PortalSession session = new PortalSession(connection);
                    session.change(id, session.properties(id).put(field, word()));
                    return session.commit();
                },
                documents);
    }

    private Edit rename(String user) {
        return new Edit(
                "user " + user + " takes another name: updated and renamed",
                connection -> {
                    PortalSession session = new PortalSession(connection);
                    session.rename(user, word());
                    return session.commit();
                },
                Edit.NOT_COUNTED);
    }

    private Edit file(String experiment) {
        ObjectNode properties =
                SearchIndex.JSON.createObjectNode().put("name", word()).put("dataset", experiment);
        return new Edit(
                "experiment " + experiment + " gets a file",
                connection -> {
                    PortalSession session = new PortalSession(connection);
                    session.create(ItemType.FILE, properties);
                    return session.commit();
                },
                Edit.NOT_COUNTED);
    }

    private static Edit move(String replicate, String experiment) {
        return new Edit(
                "replicate " + replicate + " moves to experiment " + experiment,
                connection -> {
                    PortalSession session = new PortalSession(connection);
                    session.change(replicate, session.properties(replicate).put("experiment", experiment));
                    return session.commit();
                },
                Edit.NOT_COUNTED);
    }

    private static Edit delete(String file) {
        return new Edit(
                "file " + file + " is deleted",
                connection -> {
                    PortalSession session = new PortalSession(connection);
                    session.delete(file);
                    return session.commit();
                },
                Edit.NOT_COUNTED);
    }

    private static String any(Connection connection, ItemType type) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT rid::text FROM resources WHERE item_type = ? ORDER BY random() LIMIT 1")) {
            statement.setString(1, type.text());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new DemoFailure("the portal has no " + type.text());
                }
                return row.getString(1);
            }
        }
    }

    private static long number(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    @Override
    public String search() {
        return "/experiment/_search?q=embedded.lab.pi.name:liver&size=1&_source_includes=embedded.lab&pretty";
    }

    @Override
    public String meanwhile() {
        return "the laboratories are at work";
    }
}
