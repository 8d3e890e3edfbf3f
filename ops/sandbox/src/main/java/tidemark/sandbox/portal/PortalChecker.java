package tidemark.sandbox.portal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tidemark.sandbox.sample.Difference;
import tidemark.sandbox.sample.Documents;
import tidemark.sandbox.sample.Report;
import tidemark.sandbox.sample.SearchIndex;

/** Says whether the portal's documents in Elasticsearch are what the database says, all of them, to the last digit. */
public final class PortalChecker {

    /** The types that have documents. */
    public static final List<String> TYPES =
            Tree.documents().stream().map(ItemType::text).toList();

    private final SearchIndex index;
    private final String prefix;

    /**
     * Looks at the aliases {@code <prefix><type>}.
     *
     * @param elasticsearch address of the server, {@code http://host:port}
     * @param prefix the daemon's {@code index.prefix}
     */
    public PortalChecker(URI elasticsearch, String prefix) {
        this.index = new SearchIndex(elasticsearch);
        this.prefix = prefix;
    }

    /** Compares all types. */
    public Report check(Connection connection) throws SQLException, IOException, InterruptedException {
        Truth truth = Truth.read(connection);
        Map<String, Integer> documents = new TreeMap<>();
        List<Difference> differences = new ArrayList<>();
        for (ItemType type : Tree.documents()) {
            Map<String, JsonNode> expected = truth.documents(type);
            documents.put(type.text(), expected.size());
            differences.addAll(Documents.compare(type.text(), expected, index.read(prefix + type.text())));
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
}
