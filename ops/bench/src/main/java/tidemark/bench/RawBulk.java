package tidemark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What to compare with: the same documents by {@code _bulk} alone, into a fresh index with the same mapping and settings. */
final class RawBulk {
    /** As many bodies under way as the daemon has. */
    static final int AT_A_TIME = 3;

    /** The daemon takes for its own what begins with the name of one of its aliases. */
    private static final String INDEX = "bench-raw";

    private static final List<String> GIVEN_BY_SERVER =
            List.of("uuid", "provided_name", "creation_date", "version", "routing");

    private final SearchServer server;

    RawBulk(SearchServer server) {
        this.server = server;
    }

    /** Sends all of them, and refreshes, which counts as well: the daemon's job ends with documents that can be found. */
    Rate run(String model, BulkBodies bodies) throws IOException, InterruptedException {
        create(model);
        try {
            long began = System.nanoTime();
            sendAll(bodies.files());
            server.send("POST", "/" + INDEX + "/_refresh");
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            long found = server.get("/" + INDEX + "/_count").path("count").asLong();
            if (found != bodies.documents()) {
                throw new BenchFailure(bodies.documents() + " documents were sent, but " + found + " can be found");
            }
            return new Rate(found, took);
        } finally {
            server.send("DELETE", "/" + INDEX);
        }
    }

    private void create(String model) throws IOException, InterruptedException {
        ObjectNode index = SearchServer.JSON.createObjectNode();
        index.set("mappings", server.get("/" + model + "/_mapping").path(model).path("mappings"));
        JsonNode settings = server.get("/" + model + "/_settings").at("/" + model + "/settings/index");
        ObjectNode same = settings.deepCopy();
        same.remove(GIVEN_BY_SERVER);
        // What the daemon sets while it fills an index.
        same.put("hidden", true).put("refresh_interval", "-1").put("auto_expand_replicas", false);
        same.put("number_of_replicas", 0);
        index.putObject("settings").set("index", same);
        server.send("PUT", "/" + INDEX, index);
    }

    private void sendAll(List<Path> files) throws IOException, InterruptedException {
        ExecutorService senders = Executors.newFixedThreadPool(AT_A_TIME, task -> new Thread(task, "bench-bulk"));
        try {
            List<Future<?>> answers = new ArrayList<>();
            for (Path file : files) {
                answers.add(senders.submit(() -> {
                    send(file);
                    return null;
                }));
            }
            for (Future<?> answer : answers) {
                answer.get();
            }
        } catch (ExecutionException e) {
            throw new BenchFailure("a bulk failed: " + e.getCause(), e);
        } finally {
            senders.shutdownNow();
        }
    }

    private void send(Path file) throws IOException, InterruptedException {
        String path = "/" + INDEX + "/_bulk?filter_path=errors,items.*.error";
        JsonNode answer = SearchServer.JSON.readTree(server.call("POST", path, Files.readAllBytes(file)));
        if (!answer.path("errors").isBoolean() || answer.path("errors").booleanValue()) {
            throw new BenchFailure(
                    "documents were refused: " + answer.path("items").path(0));
        }
    }
}
