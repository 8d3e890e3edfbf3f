package tidemark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import tidemark.sandbox.DaemonProcess;

/** The daemon, seen through its state in the meta index: which full indexes are done, how long they took. One thread's. */
final class Indexer {
    /** Only how soon the end is seen; the times are the daemon's own. */
    private static final long BETWEEN_LOOKS = 50;

    private static final Duration LONGEST = Duration.ofHours(2);

    /**
     * A full index that is done.
     *
     * @param index the physical index that it filled, and that serves now
     * @param rate from the job's start to the swap of the alias
     */
    record FullIndex(String index, Rate rate) {}

    private final DaemonProcess process;
    private final SearchServer server;
    private final String metaIndex;
    private final String type;
    private final Set<String> seen = new HashSet<>();

    Indexer(DaemonProcess process, SearchServer server, String metaIndex, String type) {
        this.process = process;
        this.server = server;
        this.metaIndex = metaIndex;
        this.type = type;
    }

    /** Asks for a complete reindex; the daemon finds it when it looks next. */
    void deleteMarker() throws IOException, InterruptedException {
        server.send("DELETE", "/" + metaIndex + "/_doc/indexing");
    }

    /** Waits for the next full index to complete. */
    FullIndex await() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() - deadline < 0) {
            for (JsonNode hit : state()) {
                JsonNode job = hit.path("_source");
                if (completed(hit.path("_id").asText(), job)) {
                    return done(job);
                }
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
        throw new BenchFailure("no full index of " + type + " was done within " + LONGEST.toMinutes() + " minutes");
    }

    private JsonNode state() throws IOException, InterruptedException {
        if (!process.isRunning()) {
            throw new BenchFailure("the daemon has ended; the end of its log:\n" + process.lastWords());
        }
        server.send("POST", "/" + metaIndex + "/_refresh?ignore_unavailable=true");
        return server.getIfThere("/" + metaIndex + "/_search?size=1000").at("/hits/hits");
    }

    private boolean completed(String name, JsonNode job) {
        String status = job.path("status").asText();
        if (!name.startsWith("job-") || !job.path("label").asText().equals(type) || seen.contains(name)) {
            return false;
        }
        if (status.equals("failed") || status.equals("cancelled")) {
            throw new BenchFailure("the full index " + status + ": " + job);
        }
        return status.equals("completed") && seen.add(name);
    }

    private static FullIndex done(JsonNode job) {
        if (job.path("failed_items").size() > 0) {
            throw new BenchFailure("documents were refused, so the figures would not be those of all: " + job);
        }
        Duration took = Duration.between(
                Instant.parse(job.path("started_at").asText()),
                Instant.parse(job.path("completed_at").asText()));
        return new FullIndex(
                job.path("dest_index").asText(),
                new Rate(job.path("processed_docs").asLong(), took));
    }
}
