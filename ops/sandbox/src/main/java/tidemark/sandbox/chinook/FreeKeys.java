package tidemark.sandbox.chinook;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Keys for new rows, by table; shared by all writers. A key that came back may still be in use: its insert is refused. */
final class FreeKeys {
    private final Map<String, AtomicInteger> highest;
    private final Map<String, Queue<Integer>> returned = new TreeMap<>();

    private FreeKeys(Map<String, AtomicInteger> highest) {
        this.highest = highest;
        highest.keySet().forEach(table -> returned.put(table, new ConcurrentLinkedQueue<>()));
    }

    static FreeKeys read(Connection connection) throws SQLException {
        Map<String, AtomicInteger> highest = new TreeMap<>();
        try (Statement statement = connection.createStatement()) {
            for (String table : Chinook.TABLES) {
                if (!table.equals("PlaylistTrack")) {
                    highest.put(table, new AtomicInteger(max(statement, table)));
                }
            }
        }
        return new FreeKeys(highest);
    }

    private static int max(Statement statement, String table) throws SQLException {
        try (ResultSet row =
                statement.executeQuery("SELECT COALESCE(max(\"" + table + "Id\"), 0) FROM \"" + table + "\"")) {
            row.next();
            return row.getInt(1);
        }
    }

    int highest(String table) {
        return counter(table).get();
    }

    int take(String table, Random random) {
        Integer key = random.nextInt(3) == 0 ? queue(table).poll() : null;
        return key == null ? counter(table).incrementAndGet() : key;
    }

    void giveBack(String table, int key) {
        queue(table).add(key);
    }

    private AtomicInteger counter(String table) {
        return known(highest.get(table), table);
    }

    private Queue<Integer> queue(String table) {
        return known(returned.get(table), table);
    }

    private static <T> T known(@Nullable T value, String table) {
        if (value == null) {
            throw new IllegalArgumentException("no table of Chinook with a key of one column: " + table);
        }
        return value;
    }
}
