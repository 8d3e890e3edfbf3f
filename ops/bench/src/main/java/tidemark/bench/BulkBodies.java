package tidemark.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The documents of an index as bodies of {@code _bulk}, each document byte for byte as Elasticsearch holds it. Kept in files,
 * since they may not fit into memory; what was just written is read from the file system's cache.
 */
final class BulkBodies {
    /** The daemon's {@code cycle.batch_bytes}. */
    static final int BODY_BYTES = 5 * 1024 * 1024;

    private static final int PAGE = 1_000;
    private static final JsonFactory JSON = new JsonFactory();

    private final Path folder;
    private final List<Path> files = new ArrayList<>();
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream(BODY_BYTES);
    private long documents;
    private long bytes;

    private BulkBodies(Path folder) {
        this.folder = folder;
    }

    /** Reads a whole index, from one point in time. */
    static BulkBodies read(SearchServer server, String index, Path folder) throws IOException, InterruptedException {
        BulkBodies bodies = new BulkBodies(Files.createDirectories(folder));
        server.send("POST", "/" + index + "/_refresh");
        String point = server.send("POST", "/" + index + "/_pit?keep_alive=5m")
                .required("id")
                .textValue();
        ObjectNode search = SearchServer.JSON.createObjectNode().put("size", PAGE);
        search.put("track_total_hits", false).putArray("sort").add("_shard_doc");
        search.putObject("pit").put("id", point).put("keep_alive", "5m");
        long before;
        do {
            before = bodies.documents;
            byte[] page = server.call("POST", "/_search", SearchServer.JSON.writeValueAsBytes(search));
            search.putArray("search_after").add(bodies.add(page));
        } while (bodies.documents - before == PAGE);
        bodies.endBody();
        server.send("DELETE", "/_pit", SearchServer.JSON.createObjectNode().put("id", point));
        return bodies;
    }

    /** One body each. */
    List<Path> files() {
        return List.copyOf(files);
    }

    long documents() {
        return documents;
    }

    /** Of the documents alone. */
    long bytes() {
        return bytes;
    }

    /** Takes the hits of a page; returns the sort value of the last. */
    private long add(byte[] page) throws IOException {
        String id = "";
        long last = -1;
        try (JsonParser parser = JSON.createParser(page)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token != JsonToken.FIELD_NAME) {
                    continue;
                }
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("_id")) {
                    id = parser.getText();
                } else if (field.equals("_source")) {
                    int begin = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
                    parser.skipChildren();
                    int end = Math.toIntExact(parser.currentLocation().getByteOffset());
                    add(id, page, begin, end);
                } else if (field.equals("sort") && value == JsonToken.START_ARRAY) {
                    last = parser.nextLongValue(-1);
                }
            }
        }
        return last;
    }

    private void add(String id, byte[] page, int begin, int end) throws IOException {
        ObjectNode action = SearchServer.JSON.createObjectNode();
        action.putObject("index").put("_id", id);
        byte[] head = action.toString().getBytes(StandardCharsets.UTF_8);
        if (lines.size() > 0 && lines.size() + head.length + end - begin + 2 > BODY_BYTES) {
            endBody();
        }
        lines.writeBytes(head);
        lines.write('\n');
        lines.write(page, begin, end - begin);
        lines.write('\n');
        documents++;
        bytes += end - begin;
    }

    private void endBody() throws IOException {
        if (lines.size() > 0) {
            files.add(Files.write(folder.resolve("body-" + files.size()), lines.toByteArray()));
            lines.reset();
        }
    }
}
