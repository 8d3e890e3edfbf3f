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

/**
 * Says whether the Chinook documents in Elasticsearch are what the database says, all of them, to the last digit.
 *
 * <p>It shares nothing with the daemon: it asks PostgreSQL to compose each document ({@link ChinookType}) and reads the
 * aliases over plain HTTP. It compares what is committed with what is searchable now; while changes are on their way it
 * finds differences, and rightly so: {@link #checkUntilTrue} waits for them.
 */
public final class ChinookChecker {
    private static final Duration BETWEEN_CHECKS = Duration.ofMillis(250);

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
            differences.addAll(compare(type.typeName(), truth, index.read(prefix + type.typeName())));
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
        long deadline = System.nanoTime() + patience.toNanos();
        Report report = check(connection);
        while (!report.differences().isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(BETWEEN_CHECKS.toMillis());
            report = check(connection);
        }
        return report;
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

    private static List<Difference> compare(String type, Map<String, JsonNode> expected, Map<String, JsonNode> found) {
        List<Difference> differences = new ArrayList<>();
        expected.forEach((id, document) -> {
            JsonNode there = found.get(id);
            if (there == null) {
                differences.add(new Difference(type, id, Difference.Kind.MISSING, "$", document.toString(), ""));
            } else {
                differences.addAll(Documents.compare(type, id, document, there));
            }
        });
        found.forEach((id, document) -> {
            if (!expected.containsKey(id)) {
                differences.add(new Difference(type, id, Difference.Kind.EXTRA, "$", "", document.toString()));
            }
        });
        return differences;
    }

    /**
     * What a check found.
     *
     * @param documents how many there must be, by type
     * @param differences each place that is not true
     */
    public record Report(Map<String, Integer> documents, List<Difference> differences) {
        private static final int SHOWN = 20;

        /** Copies. */
        public Report {
            documents = Map.copyOf(documents);
            differences = List.copyOf(differences);
        }

        /** Whether every document is what it must be. */
        public boolean isTrue() {
            return differences.isEmpty();
        }

        /** Counts, and the first of the differences, a line each. */
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            text.append(differences.size()).append(" differences in ").append(new TreeMap<>(documents));
            differences.stream()
                    .limit(SHOWN)
                    .forEach(difference ->
                            text.append(System.lineSeparator()).append("  ").append(difference));
            return text.toString();
        }
    }
}
