package tidemark.sandbox.chinook;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tidemark.sandbox.sample.Difference;
import tidemark.sandbox.sample.Documents;
import tidemark.sandbox.sample.Report;
import tidemark.sandbox.sample.SearchIndex;

/**
 * Says whether the Chinook documents in Elasticsearch are what the database says, all of them, to the last digit.
 *
 * <p>It shares nothing with the daemon: it asks PostgreSQL to compose each document ({@link ChinookType}) and reads the
 * aliases over plain HTTP. It compares what is committed with what is searchable now; while changes are on their way it
 * finds differences, and rightly so: {@link #checkUntilTrue} waits for them.
 */
public final class ChinookChecker {
    private final SearchIndex index;
    private final String prefix;

    /**
     * Looks at the aliases {@code <prefix><type>}.
     *
     * @param elasticsearch address of the server, {@code http://host:port}
     * @param prefix the daemon's {@code index.prefix}
     */
    public ChinookChecker(URI elasticsearch, String prefix) {
        this.index = new SearchIndex(elasticsearch);
        this.prefix = prefix;
    }

    /** Compares all four types; the connection is left with no transaction open. */
    public Report check(Connection connection) throws SQLException, IOException, InterruptedException {
        Map<ChinookType, Map<String, JsonNode>> expected = expected(connection);
        Map<String, Integer> documents = new TreeMap<>();
        List<Difference> differences = new ArrayList<>();
        for (ChinookType type : ChinookType.values()) {
            Map<String, JsonNode> truth = expected.getOrDefault(type, Map.of());
            documents.put(type.typeName(), truth.size());
            differences.addAll(Documents.compare(type.typeName(), truth, index.read(prefix + type.typeName())));
        }
        return new Report(documents, differences);
    }

    /**
     * Checks again and again, until nothing differs or the time is over; the last report says which.
     *
     * @param patience how long to wait for changes that are on their way
     */
    public Report checkUntilTrue(Connection connection, Duration patience)
            throws SQLException, IOException, InterruptedException {
        return Report.untilTrue(() -> check(connection), patience);
    }

    /** What each document must be, by type and {@code _id}, from one snapshot. */
    public static Map<ChinookType, Map<String, JsonNode>> expected(Connection connection)
            throws SQLException, IOException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            Map<ChinookType, Map<String, JsonNode>> expected = new EnumMap<>(ChinookType.class);
            for (ChinookType type : ChinookType.values()) {
                expected.put(type, documents(statement, type));
            }
            return expected;
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }

    private static Map<String, JsonNode> documents(Statement statement, ChinookType type)
            throws SQLException, IOException {
        Map<String, JsonNode> documents = new TreeMap<>();
        try (ResultSet rows = statement.executeQuery(type.sql())) {
            while (rows.next()) {
                documents.put(rows.getString(1), SearchIndex.JSON.readTree(rows.getString(2)));
            }
        }
        return documents;
    }
}
