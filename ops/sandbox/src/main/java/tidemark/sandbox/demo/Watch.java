package tidemark.sandbox.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import tidemark.sandbox.DaemonProcess;
import tidemark.sandbox.sample.Report;

/** Looks at the daemon from outside: its page, the aliases, the documents. One thread's. */
final class Watch {
    private static final long BETWEEN_LOOKS = 5;

    private final DaemonProcess process;
    private final URI elasticsearch;
    private final Scene scene;
    private final Connection connection;
    private final Page pages = new Page();

    Watch(DaemonProcess process, URI elasticsearch, Scene scene, Connection connection) {
        this.process = process;
        this.elasticsearch = elasticsearch;
        this.scene = scene;
        this.connection = connection;
    }

    URI daemon() {
        return process.address();
    }

    URI elasticsearch() {
        return elasticsearch;
    }

    Connection connection() {
        return connection;
    }

    /** The database's address as psql takes it. */
    String psql() {
        try {
            return connection.getMetaData().getURL().replaceFirst("^jdbc:", "");
        } catch (SQLException e) {
            throw new IllegalStateException("the driver does not say where it is connected to", e);
        }
    }

    /** How many documents each type must have, by SQL. */
    Map<String, Long> documents() throws SQLException {
        return scene.documents(connection);
    }

    /** The daemon's page; fails if the daemon is gone. */
    JsonNode page() throws InterruptedException {
        if (!process.isRunning()) {
            throw new DemoFailure("the daemon has ended; the end of its log:\n" + process.lastWords());
        }
        return pages.get(process.address().resolve("/_indexer"));
    }

    String status() throws InterruptedException {
        return page().path("status").asText("starting");
    }

    /** Documents that can be found, or that a running job says it has written. */
    long indexed(Map<String, Long> wanted) throws InterruptedException {
        JsonNode jobs = pages.get(elasticsearch.resolve("/tidemark-meta/_search?size=100"));
        long sum = 0;
        for (Map.Entry<String, Long> type : wanted.entrySet()) {
            sum += Math.min(type.getValue(), Math.max(searchable(type.getKey()), written(jobs, type.getKey())));
        }
        return sum;
    }

    private long searchable(String type) throws InterruptedException {
        return pages.get(elasticsearch.resolve("/" + type + "/_count"))
                .path("count")
                .asLong();
    }

    private static long written(JsonNode jobs, String type) {
        long most = 0;
        for (JsonNode job : jobs.at("/hits/hits")) {
            JsonNode source = job.path("_source");
            if (source.path("label").asText().equals(type)) {
                most = Math.max(most, source.path("processed_docs").asLong());
            }
        }
        return most;
    }

    /** Every alias shows as many documents as there are rows, and the daemon waits for more. */
    boolean firstIndexDone(Map<String, Long> wanted) throws InterruptedException {
        if (!status().equals("waiting")) {
            return false;
        }
        for (Map.Entry<String, Long> type : wanted.entrySet()) {
            if (searchable(type.getKey()) != type.getValue()) {
                return false;
            }
        }
        return true;
    }

    /** Waits until all is true, as the checker sees it; fails if it does not become so. */
    String verified(Duration patience) throws SQLException, IOException, InterruptedException {
        Report report = scene.check(elasticsearch, connection, patience);
        if (!report.isTrue()) {
            throw new DemoFailure("what is searchable is not what is in the database: " + report);
        }
        return report.toString();
    }

    /**
     * Commits the edit and waits for the result that has seen it; says both in a few words. An edit whose documents were
     * counted must be indexed by an incremental cycle, and that must write exactly these; another may ride on a rebuild.
     */
    String apply(Edit edit, Duration patience) throws SQLException, InterruptedException {
        long transaction = commit(edit);
        long committed = System.nanoTime();
        String what = edit.what();
        boolean counted = edit.documents() != Edit.NOT_COUNTED;
        JsonNode result = resultOf(transaction, counted);
        while (result.isMissingNode()) {
            if (System.nanoTime() - committed > patience.toNanos()) {
                throw new DemoFailure("no cycle indexed transaction " + transaction + " within " + patience.toSeconds()
                        + " s: " + what + "; /_indexer says: " + page());
            }
            Thread.sleep(BETWEEN_LOOKS);
            result = resultOf(transaction, counted);
        }
        long millis = Duration.ofNanos(System.nanoTime() - committed).toMillis();
        if (!incremental(result)) {
            return what + System.lineSeparator() + "  -> carried by a complete reindex, " + millis + " ms";
        }
        long documents =
                result.path("indexed").asLong() + result.path("deleted").asLong();
        if (counted && edit.documents() != documents) {
            throw new DemoFailure(what + " concerns " + edit.documents() + " documents, but the cycle says " + result);
        }
        return what + System.lineSeparator() + "  -> documents written: " + documents + ", " + millis
                + " ms after the commit";
    }

    private long commit(Edit edit) throws SQLException {
        connection.setAutoCommit(false);
        try {
            return edit.work().commit(connection);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** The first result that has seen the transaction; missing while there is none. */
    private JsonNode resultOf(long transaction, boolean incrementalOnly) throws InterruptedException {
        JsonNode found = MissingNode.getInstance();
        for (JsonNode result : page().path("results")) { // newest first
            if (result.path("max_xid").asLong() >= transaction && (incremental(result) || !incrementalOnly)) {
                found = result;
            }
        }
        return found;
    }

    private static boolean incremental(JsonNode result) {
        return result.path("last_xmin").isNumber();
    }
}
