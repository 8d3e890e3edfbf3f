package tidemark.sandbox.sample;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything that an alias shows, read page by page from one point in time, over plain HTTP. */
public final class SearchIndex {
    private static final int PAGE = 1_000;
    private static final int NOT_FOUND = 404;
    private static final int FIRST_ERROR = 400;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** Keeps every digit of a number. */
    public static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();

    private final URI server;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    /** Of the server at this address. */
    public SearchIndex(URI server) {
        this.server = server;
    }

    /** Documents by {@code _id}; none where the alias does not exist. */
    public Map<String, JsonNode> read(String alias) throws IOException, InterruptedException {
        Map<String, JsonNode> documents = new TreeMap<>();
        if (call("POST", "/" + alias + "/_refresh", null) == null) {
            return documents;
        }
        JsonNode opened = call("POST", "/" + alias + "/_pit?keep_alive=2m", null);
        if (opened == null) {
            return documents;
        }
        String point = opened.required("id").textValue();
        try {
            page(point, documents);
        } finally {
            call("DELETE", "/_pit", JSON.createObjectNode().put("id", point));
        }
        return documents;
    }

    private void page(String point, Map<String, JsonNode> documents) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        body.put("size", PAGE);
        body.put("track_total_hits", false);
        body.putObject("pit").put("id", point).put("keep_alive", "2m");
        body.putArray("sort").addObject().put("_shard_doc", "asc");
        while (true) {
            JsonNode answer = call("POST", "/_search", body);
            if (answer == null || answer.at("/_shards/failed").intValue() > 0) {
                throw new IOException("not every shard answered a search of " + server + ": " + answer);
            }
            JsonNode hits = answer.at("/hits/hits");
            for (JsonNode hit : hits) {
                documents.put(hit.required("_id").textValue(), hit.required("_source"));
            }
            if (hits.size() < PAGE) {
                return;
            }
            body.set("search_after", hits.get(hits.size() - 1).required("sort"));
        }
    }

    /** The answer, or null for 404. */
    private @Nullable JsonNode call(String method, String path, @Nullable JsonNode body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.resolve(path)).timeout(TIMEOUT);
        request.header("Content-Type", "application/json");
        request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() == NOT_FOUND) {
            return null;
        }
        if (response.statusCode() >= FIRST_ERROR) {
            throw new IOException(method + " " + server.resolve(path) + " answered " + response.statusCode() + ": "
                    + response.body());
        }
        return JSON.readTree(response.body());
    }
}
