package tidemark.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import tidemark.bench.Indexer.FullIndex;

/** Rounds of a full index by the daemon and a raw bulk of the very same documents, one after the other. */
final class Throughput {
    private final Options options;
    private final Report report;
    private final PrintStream out;
    private final Path folder;

    Throughput(Options options, Report report, PrintStream out, Path folder) {
        this.options = options;
        this.report = report;
        this.out = out;
        this.folder = folder;
    }

    /**
     * Takes and reports the figures.
     *
     * @param started when the daemon was, by {@code nanoTime}
     */
    void run(Indexer indexer, SearchServer server, Connection connection, long started)
            throws IOException, InterruptedException, SQLException {
        out.println("Full index, " + options.rounds() + " times, each followed by a raw _bulk ...");
        Rate full = null;
        Rate raw = null;
        long began = started;
        for (int round = 1; round <= options.rounds(); round++) {
            if (round > 1) {
                began = System.nanoTime();
                askForFullIndex(indexer, connection);
            }
            FullIndex done = indexer.await();
            Duration wall = Duration.ofNanos(System.nanoTime() - began);
            Rate bulk = rawBulk(server, done, round == 1);
            report(round, done.rate(), wall, bulk);
            boolean warmedUpOnly = round == 1 && options.rounds() > 1;
            if (!warmedUpOnly) {
                full = full == null ? done.rate() : full.and(done.rate());
                raw = raw == null ? bulk : raw.and(bulk);
            }
        }
        if (full != null && raw != null) {
            summarise(full, raw);
        }
    }

    /** The marker deleted, and one row touched, so that the daemon looks at once and not at its next interval. */
    private static void askForFullIndex(Indexer indexer, Connection connection)
            throws IOException, InterruptedException, SQLException {
        indexer.deleteMarker();
        RowUpdate.Row row = RowUpdate.ORDER.pick(connection, 1).get(0);
        connection.setAutoCommit(false);
        RowUpdate.ORDER.apply(connection, row, "look " + System.nanoTime()); // Else the second is no change.
        connection.commit();
        connection.setAutoCommit(true);
    }

    private Rate rawBulk(SearchServer server, FullIndex model, boolean first) throws IOException, InterruptedException {
        BulkBodies bodies = BulkBodies.read(server, model.index(), folder.resolve("bodies"));
        if (first) {
            report.figure("documents", "documents", (double) bodies.documents(), "", 0);
            report.figure("document_bytes", "bytes a document", (double) bodies.bytes() / bodies.documents(), "", 0);
        }
        try {
            return new RawBulk(server).run(model.index(), bodies);
        } finally {
            for (Path file : bodies.files()) {
                Files.delete(file);
            }
        }
    }

    private void report(int round, Rate full, Duration wall, Rate raw) {
        out.printf(
                Locale.ROOT,
                "  round %d: full index %.1f s (%,.0f documents/s), raw _bulk %.1f s (%,.0f documents/s)%n",
                round,
                full.seconds(),
                full.perSecond(),
                raw.seconds(),
                raw.perSecond());
        String key = "round_" + round + "_";
        String label = "round " + round + ": ";
        report.figure(key + "full_index_s", label + "full index, the job", full.seconds(), "s", 2);
        String from = round == 1 ? "from the daemon's start" : "from the marker's deletion";
        report.figure(key + "full_index_wall_s", label + "full index, " + from, wall.toNanos() / 1e9, "s", 2);
        report.figure(key + "raw_bulk_s", label + "raw _bulk", raw.seconds(), "s", 2);
        report.figure(key + "ratio", label + "ratio", full.perSecond() / raw.perSecond(), "", 3);
    }

    private void summarise(Rate full, Rate raw) {
        report.figure("full_index_documents_per_s", "full index", full.perSecond(), "documents/s", 0);
        report.figure("raw_bulk_documents_per_s", "raw _bulk", raw.perSecond(), "documents/s", 0);
        report.figure("ratio", "ratio (1: as fast as raw _bulk)", full.perSecond() / raw.perSecond(), "", 3);
    }
}
