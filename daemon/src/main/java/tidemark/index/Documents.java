package tidemark.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tidemark.elasticsearch.Answer;
import tidemark.elasticsearch.Elasticsearch;

/**
 * Documents of a physical index, as they are now: for whoever compares. Every method throws {@link
 * tidemark.lifecycle.Unavailable} if Elasticsearch is away.
 */
public final class Documents {

    private static final String KEEP_ALIVE = "5m";

    private final Elasticsearch elasticsearch;

    /** Over a connection. */
    public Documents(Elasticsearch elasticsearch) {
        this.elasticsearch = elasticsearch;
    }

    /**
     * A document.
     *
     * @param source as it was written; numbers are exact
     * @param seqNo with {@code term}, names this revision of it
     */
    public record Found(String id, JsonNode source, long seqNo, long term) {}

    /**
     * Reads documents by id, the newest revision of each whether searchable or not.
     *
     * @return by id; those that are not there are left out
     */
    public Map<String, Found> read(String physical, Collection<String> ids) {
        Map<String, Found> found = new LinkedHashMap<>();
        if (ids.isEmpty()) {
            return found;
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode array = body.putArray("ids");
        ids.forEach(array::add);
        JsonNode answer = elasticsearch
                .call("POST", "/" + physical + "/_mget", body)
                .orThrow("read documents of " + physical)
                .body();
        for (JsonNode document : answer.path("docs")) {
            if (document.has("error")) {
                throw new tidemark.lifecycle.Unavailable(
                        tidemark.lifecycle.Unavailable.Server.ELASTICSEARCH,
                        "Elasticsearch could not read a document of " + physical + ": "
                                + document.path("error").path("reason").asText(),
                        null);
            }
            if (document.path("found").asBoolean()) {
                String id = document.path("_id").asText();
                found.put(
                        id,
                        new Found(
                                id,
                                document.path("_source"),
                                document.path("_seq_no").asLong(),
                                document.path("_primary_term").asLong()));
            }
        }
        return found;
    }

    /** One view of an index, which does not change while it is open; it lasts for minutes between two pages. */
    public View view(String physical) {
        elasticsearch.call("POST", "/" + physical + "/_refresh", null).orThrow("refresh " + physical);
        String id = elasticsearch
                .call("POST", "/" + physical + "/_pit?keep_alive=" + KEEP_ALIVE, null)
                .orThrow("open a view of " + physical)
                .body()
                .path("id")
                .asText();
        return new View(physical, id);
    }

    /** The ids of all documents that searches find, page by page. */
    public final class View implements AutoCloseable {
        private final String physical;
        private final ObjectNode search = JsonNodeFactory.instance.objectNode();
        private final String id;

        private View(String physical, String id) {
            this.physical = physical;
            this.id = id;
            search.put("_source", false).put("track_total_hits", false);
            search.putObject("pit").put("id", id).put("keep_alive", KEEP_ALIVE);
            search.putArray("sort").addObject().put("_shard_doc", "asc");
        }

        /** The next ids; none at the end. */
        public List<String> next(int page) {
            JsonNode hits = elasticsearch
                    .call("POST", "/_search?allow_partial_search_results=false", search.put("size", page))
                    .orThrow("page through " + physical)
                    .body()
                    .path("hits")
                    .path("hits");
            List<String> ids = new ArrayList<>();
            hits.forEach(hit -> ids.add(hit.path("_id").asText()));
            if (!hits.isEmpty()) {
                search.set("search_after", hits.get(hits.size() - 1).path("sort"));
            }
            return ids;
        }

        @Override
        public void close() {
            elasticsearch.call(
                    "DELETE", "/_pit", JsonNodeFactory.instance.objectNode().put("id", id));
        }
    }

    /** Deletes exactly this revision; false if it is no longer the newest. */
    public boolean delete(String physical, Found document) {
        Answer answer = elasticsearch.call(
                "DELETE",
                "/" + physical + "/_doc/" + encoded(document.id()) + "?if_seq_no=" + document.seqNo()
                        + "&if_primary_term=" + document.term(),
                null);
        return answer.status() != 404
                && answer.status() != 409
                && answer.orThrow("delete a document of " + physical).ok();
    }

    private static String encoded(String id) {
        return java.net.URLEncoder.encode(id, java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
    }
}
