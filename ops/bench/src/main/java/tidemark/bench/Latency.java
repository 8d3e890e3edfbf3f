package tidemark.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * From commit to search: one update after the other, each timed from sending COMMIT until a search finds the new word in
 * every document that shows the row; every other one until the daemon says that it can be found, which one search then
 * checks. The next update waits a time of chance, so that it falls anywhere between two looks of the daemon.
 */
final class Latency {
    private static final int WARM_UP = 20;
    private static final int LONGEST_PAUSE = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Connection connection;
    private final SearchServer server;
    private final SearchServer daemon;
    private final String alias;
    private final Random random = new Random(1);
    private int words;

    /**
     * Over these.
     *
     * @param daemon answered over HTTP like a search server
     */
    Latency(Connection connection, SearchServer server, SearchServer daemon, String alias) {
        this.connection = connection;
        this.server = server;
        this.daemon = daemon;
        this.alias = alias;
    }

    /**
     * How soon updates of a kind were found.
     *
     * @param millis until a search found them
     * @param waits until the daemon said so
     * @param documents that an update changed, on average
     */
    record Found(Distribution millis, Distribution waits, double documents) {}

    /** Makes daemon and servers familiar with such updates. */
    void warmUp(RowUpdate kind) throws SQLException, IOException, InterruptedException {
        measure(kind, WARM_UP);
    }

    /** Up to that many updates of either sort, each of another row. */
    Found measure(RowUpdate kind, int count) throws SQLException, IOException, InterruptedException {
        List<Long> searched = new ArrayList<>();
        List<Long> waited = new ArrayList<>();
        long documents = 0;
        for (RowUpdate.Row row : kind.pick(connection, 2 * count)) {
            Thread.sleep(random.nextInt(LONGEST_PAUSE));
            boolean waits = waited.size() < searched.size();
            (waits ? waited : searched).add(time(kind, row, waits));
            documents += row.documents();
        }
        return new Found(
                Distribution.ofNanos(searched),
                Distribution.ofNanos(waited),
                (double) documents / (searched.size() + waited.size()));
    }

    private long time(RowUpdate kind, RowUpdate.Row row, boolean waits)
            throws SQLException, IOException, InterruptedException {
        String word = "bench" + kind.key() + ++words;
        byte[] search = search(kind.field(), word);
        connection.setAutoCommit(false);
        try {
            kind.apply(connection, row, word);
            long xid = xid();
            long began = System.nanoTime();
            connection.commit();
            if (waits) {
                daemon.get("/_indexer/wait?xid=" + xid + "&timeout=" + PATIENCE.toSeconds() + "s");
                long took = System.nanoTime() - began;
                if (found(search) != row.documents()) {
                    throw new BenchFailure("transaction " + xid + " was said to be searchable, and a search found "
                            + found(search) + " of " + row.documents() + " documents");
                }
                return took;
            }
            while (found(search) != row.documents()) {
                if (System.nanoTime() - began > PATIENCE.toNanos()) {
                    throw new BenchFailure("after " + PATIENCE.toSeconds() + " s a search found " + found(search)
                            + " of " + row.documents() + " documents with " + kind.field() + " = " + word);
                }
            }
            return System.nanoTime() - began;
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private long xid() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_current_xact_id()::text")) {
            row.next();
            return Long.parseLong(row.getString(1));
        }
    }

    private static byte[] search(String field, String word) throws IOException {
        ObjectNode search = SearchServer.JSON.createObjectNode().put("size", 0).put("track_total_hits", true);
        search.putObject("query").putObject("match").put(field, word);
        return SearchServer.JSON.writeValueAsBytes(search);
    }

    private long found(byte[] search) throws IOException, InterruptedException {
        String path = "/" + alias + "/_search?request_cache=false&filter_path=hits.total.value";
        return SearchServer.JSON
                .readTree(server.call("POST", path, search))
                .at("/hits/total/value")
                .asLong();
    }
}
