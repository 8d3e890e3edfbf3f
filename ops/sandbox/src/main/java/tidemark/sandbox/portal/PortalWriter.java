package tidemark.sandbox.portal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import tidemark.sandbox.sample.Budget;
import tidemark.sandbox.sample.SearchIndex;

/** One writer: transaction after transaction, until the budget is spent. Also, one edit at a time, for whoever watches. */
public final class PortalWriter implements Callable<Map<String, Integer>> {

    /** What goes away by trying something else: deadlocks, lost races, an object that is gone. */
    private static final Set<String> TRY_AGAIN = Set.of("40P01", "40001", "55P03", "23503", "23505", "02000");

    private static final int MOST_TRIES = 200;

    /** Linked by few, so that their end is no landslide. */
    private static final List<ItemType> MORTAL =
            List.of(ItemType.FILE, ItemType.REPLICATE, ItemType.DOCUMENT, ItemType.EXPERIMENT, ItemType.BIOSAMPLE);

    private enum Kind {
        NEW,
        CHANGE,
        LINK,
        UNLINK,
        RENAME,
        DELETE,
        SHEET,
        KEY
    }

    private final Connection connection;
    private final Random random;
    private final Properties some;
    private final Budget budget;
    private final Duration longestHold;
    private final Map<String, Integer> done = new TreeMap<>();

    /** Over a connection of its own. */
    public PortalWriter(Connection connection, Random random, Budget budget, Duration longestHold) {
        this.connection = connection;
        this.random = random;
        this.some = new Properties(random);
        this.budget = budget;
        this.longestHold = longestHold;
    }

    @Override
    public Map<String, Integer> call() throws SQLException, InterruptedException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET lock_timeout = '1s'; SET statement_timeout = '30s'");
        }
        connection.commit();
        while (budget.take()) {
            int tries = 0;
            while (!attempt(tries > MOST_TRIES)) {
                tries++;
            }
            budget.committed();
        }
        return done;
    }

    /** One transaction; true if it was committed. */
    private boolean attempt(boolean lastOne) throws SQLException, InterruptedException {
        PortalSession session = new PortalSession(connection);
        Map<String, Integer> now = new TreeMap<>();
        try {
            for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
                Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
                edit(session, kind);
                now.merge(kind.name(), 1, Integer::sum);
            }
            if (random.nextInt(20) == 0) {
                budget.awaitCommits(10 + random.nextInt(100), longestHold);
                done.merge("held", 1, Integer::sum);
            }
            if (random.nextInt(10) == 0) {
                connection.rollback();
                done.merge("rolled_back", 1, Integer::sum);
                return false;
            }
            session.commit();
        } catch (SQLException e) {
            connection.rollback();
            if (lastOne || e.getSQLState() == null || !TRY_AGAIN.contains(e.getSQLState())) {
                throw e;
            }
            done.merge("tried_again", 1, Integer::sum);
            return false;
        }
        now.forEach((kind, count) -> done.merge(kind, count, Integer::sum));
        done.merge("commits", 1, Integer::sum);
        return true;
    }

    private void edit(PortalSession session, Kind kind) throws SQLException {
        switch (kind) {
            case NEW -> {
                ItemType type = any(List.of(ItemType.values()));
                ObjectNode properties = some.plain(type);
                for (LinkProperty link : type.links()) {
                    relink(session, properties, link);
                }
                session.create(type, properties);
            }
            case CHANGE -> change(session, (type, properties) -> some.change(properties));
            case LINK ->
                change(session, (type, properties) -> {
                    if (!type.links().isEmpty()) {
                        relink(session, properties, any(type.links()));
                    }
                });
            case UNLINK ->
                change(session, (type, properties) -> {
                    for (LinkProperty link : type.links()) {
                        List<String> values = link.values(properties);
                        if (!values.isEmpty()) {
                            link.remove(properties, any(values));
                            return;
                        }
                    }
                });
            case RENAME -> session.rename(pick(session, null), some.word());
            case DELETE -> session.delete(pick(session, any(MORTAL)));
            case SHEET -> session.sheet(pick(session, null), "sheet" + random.nextInt(3), some.plain(ItemType.LAB));
            case KEY ->
                change(
                        session,
                        (type, properties) -> properties.putArray("aliases").add("alias:" + random.nextInt(100_000)));
        }
    }

    private interface Change {
        void of(ItemType type, ObjectNode properties) throws SQLException;
    }

    private void change(PortalSession session, Change change) throws SQLException {
        String id = pick(session, null);
        ItemType type = session.lock(id);
        ObjectNode properties = session.properties(id);
        change.of(type, properties);
        session.change(id, properties);
    }

    /** Half of them to an object that is linked to anew, some to nothing. */
    private void relink(PortalSession session, ObjectNode properties, LinkProperty link) throws SQLException {
        List<String> ids = List.of(
                pick(session, ItemType.of(link.target())),
                pick(session, ItemType.of(link.target())),
                pick(session, ItemType.of(link.target())));
        ObjectNode filled = SearchIndex.JSON.createObjectNode();
        some.link(filled, link, () -> any(ids));
        properties.setAll(filled);
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** Id of some object. */
    private String pick(PortalSession session, @Nullable ItemType type) throws SQLException {
        String from = new UUID(random.nextLong(), random.nextLong()).toString();
        String of = type == null ? "" : " AND item_type = '" + type.text() + "'";
        for (String at : List.of(from, new UUID(0, 0).toString())) {
            List<String> found = session.texts(
                    "SELECT rid::text FROM resources WHERE rid >= ?::uuid" + of + " ORDER BY rid LIMIT 1", at);
            if (!found.isEmpty()) {
                return found.get(0);
            }
        }
        throw new SQLException("there is no " + type, "02000");
    }
}
