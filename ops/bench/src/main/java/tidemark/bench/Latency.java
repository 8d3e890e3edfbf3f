package tidemark.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * From commit to search: one update after the other, each timed from sending COMMIT until a search finds the new word in
 * every document that shows the row. The next update waits a time of chance, so that it falls anywhere between two looks of
 * the daemon.
 */
final class Latency {
    private static final int WARM_UP = 20;
    private static final int LONGEST_PAUSE = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Connection connection;
    private final SearchServer server;
    private final String alias;
    private final Random random = new Random(1);
    private int words;

    Latency(Connection connection, SearchServer server, String alias) {
        this.connection = connection;
        this.server = server;
        this.alias = alias;
    }

    /**
     * How soon updates of a kind were found.
     *
     * @param documents that an update changed, on average
     */
    record Found(Distribution millis, double documents) {}

    /** Makes daemon and servers familiar with such updates. */
    void warmUp(RowUpdate kind) throws SQLException, IOException, InterruptedException {
        measure(kind, WARM_UP);
    }

    /** Up to that many updates, each of another row. */
    Found measure(RowUpdate kind, int count) throws SQLException, IOException, InterruptedException {
        List<Long> nanos = new ArrayList<>();
        long documents = 0;
        for (RowUpdate.Row row : kind.pick(connection, count)) {
            Thread.sleep(random.nextInt(LONGEST_PAUSE));
            nanos.add(time(kind, row));
            documents += row.documents();
        }
        return new Found(Distribution.ofNanos(nanos), (double) documents / nanos.size());
    }

    private long time(RowUpdate kind, RowUpdate.Row row) throws SQLException, IOException, InterruptedException {
        String word = "bench" + kind.key() + ++words;
        byte[] search = search(kind.field(), word);
        connection.setAutoCommit(false);
        try {
            kind.apply(connection, row, word);
            long began = System.nanoTime();
            connection.commit();
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
