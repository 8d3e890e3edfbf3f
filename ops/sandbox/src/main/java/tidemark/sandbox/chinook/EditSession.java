package tidemark.sandbox.chinook;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/** What one writer edits with: its connection, its dice, the keys that are free. One thread's. */
final class EditSession {
    private static final int FIRST_MAJOR_WITH_MERGE = 15;
    private static final String NO_DATA = "02000";

    private final Connection connection;
    private final Random random;
    private final FreeKeys keys;

    EditSession(Connection connection, Random random, FreeKeys keys) {
        this.connection = connection;
        this.random = random;
        this.keys = keys;
    }

    Random random() {
        return random;
    }

    /** True once in {@code times}. */
    boolean onceIn(int times) {
        return random.nextInt(times) == 0;
    }

    boolean knowsMerge() throws SQLException {
        return connection.getMetaData().getDatabaseMajorVersion() >= FIRST_MAJOR_WITH_MERGE;
    }

    /** A key for a new row: one that was never used, or one that a deleted row had. */
    int newKey(String table) {
        return keys.take(table, random);
    }

    /** Says that the row will be gone, so that its key may come back in another transaction. */
    void free(String table, int key) {
        keys.giveBack(table, key);
    }

    int execute(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        }
    }

    void copy(String target, String rows) throws SQLException {
        try {
            new CopyManager(connection.unwrap(BaseConnection.class))
                    .copyIn("COPY " + target + " FROM STDIN", new StringReader(rows));
        } catch (IOException e) {
            throw new IllegalStateException("the rows come from memory, they cannot fail to be read", e);
        }
    }

    /** Key of some row. */
    int pick(String table) throws SQLException {
        String key = '"' + table + "Id\"";
        return pick("SELECT " + key + " FROM \"" + table + "\" WHERE " + key + " >= ? ORDER BY 1 LIMIT 1", table)[0];
    }

    /** A row of PlaylistTrack: playlist, track. */
    int[] pickEntry() throws SQLException {
        return pick(
                "SELECT \"PlaylistId\", \"TrackId\" FROM \"PlaylistTrack\" WHERE \"TrackId\" >= ? ORDER BY 2, 1 LIMIT 1",
                "Track");
    }

    private int[] pick(String sql, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int from : new int[] {random.nextInt(keys.highest(table) + 1), Integer.MIN_VALUE}) {
                statement.setInt(1, from);
                try (ResultSet row = statement.executeQuery()) {
                    if (row.next()) {
                        int[] found = new int[row.getMetaData().getColumnCount()];
                        for (int i = 0; i < found.length; i++) {
                            found[i] = row.getInt(i + 1);
                        }
                        return found;
                    }
                }
            }
        }
        throw new SQLException("the table " + table + " has no row to pick", NO_DATA);
    }

    private static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
