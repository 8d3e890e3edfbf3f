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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.elasticsearch.Answer;
import tidemark.elasticsearch.Elasticsearch;
import tidemark.elasticsearch.RawAnswer;

/**
 * Documents of a physical index, as they are now: for whoever compares. Every method throws {@link
 * tidemark.lifecycle.Unavailable} if Elasticsearch is away.
 */
public final class Documents {

    private static final Logger LOG = LoggerFactory.getLogger(Documents.class);
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
        return read(physical, "", ids);
    }

    private Map<String, Found> read(String physical, String options, Collection<String> ids) {
        Map<String, Found> found = new LinkedHashMap<>();
        if (ids.isEmpty()) {
            return found;
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode array = body.putArray("ids");
        ids.forEach(array::add);
        JsonNode answer = elasticsearch
                .call("POST", "/" + physical + "/_mget" + options, body)
                .orThrow("read documents of " + physical)
                .body();
        for (JsonNode document : answer.path("docs")) {
            if (document.at("/error/type").asText().equals(NoSuchIndex.TYPE)) {
                throw new NoSuchIndex(physical);
            }
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

    /**
     * One field of each of these documents, the newest whether searchable or not.
     *
     * @return by id; documents that are not there, or lack the field, are left out
     */
    public Map<String, JsonNode> field(String physical, String field, Collection<String> ids) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        read(physical, "?_source_includes=" + field, ids).forEach((id, found) -> {
            if (found.source().has(field)) {
                values.put(id, found.source().get(field));
            }
        });
        return values;
    }

    /**
     * A document as a search found it.
     *
     * @param index physical index that holds it
     */
    public record Hit(String index, Found document) {}

    /**
     * What Elasticsearch says to a search.
     *
     * @param status of HTTP
     * @param answer as it came
     * @param reason why it does not take the search; empty where it does
     */
    public record Searched(int status, byte[] answer, String reason) {}

    /**
     * Passes a search of somebody else on, as it is.
     *
     * @param limit how many bytes the answer may have
     * @return the answer, also where Elasticsearch does not take the search
     * @throws NoSuchIndex if nothing serves the alias
     * @throws tidemark.elasticsearch.AnswerTooLarge if it has more
     */
    public Searched passOn(String alias, ObjectNode body, int limit) {
        RawAnswer raw = elasticsearch.callRaw("POST", "/" + alias + "/_search", body, limit);
        if (raw.status() < 300) {
            return new Searched(raw.status(), raw.body(), "");
        }
        Answer answer = raw.parsed();
        if (NoSuchIndex.TYPE.equals(answer.errorType())) {
            throw new NoSuchIndex(alias);
        }
        if (answer.passing() || answer.status() == 401 || answer.status() == 403) {
            answer.orThrow("search " + alias);
        }
        JsonNode root = answer.body().path("error").path("root_cause").path(0);
        return new Searched(answer.status(), raw.body(), root.path("reason").asText(answer.reason()));
    }

    /**
     * Documents that searches of an alias find, in no order, with what they are.
     *
     * @param most how many at a time
     * @return as many as {@code most}; none where there is no such alias
     */
    public List<Hit> search(String alias, JsonNode query, int most) {
        ObjectNode search = JsonNodeFactory.instance.objectNode();
        search.put("size", most).put("track_total_hits", false).put("seq_no_primary_term", true);
        search.putArray("sort").add("_doc");
        search.set("query", query);
        String options = "?allow_partial_search_results=false&ignore_unavailable=true&allow_no_indices=true";
        JsonNode hits = elasticsearch
                .call("POST", "/" + alias + "/_search" + options, search)
                .orThrow("search " + alias)
                .body()
                .path("hits")
                .path("hits");
        List<Hit> found = new ArrayList<>();
        for (JsonNode hit : hits) {
            found.add(new Hit(
                    hit.path("_index").asText(),
                    new Found(
                            hit.path("_id").asText(),
                            hit.path("_source"),
                            hit.path("_seq_no").asLong(),
                            hit.path("_primary_term").asLong())));
        }
        return found;
    }

    /** How many documents searches of an alias find; 0 where there is no such alias. */
    public long count(String alias, JsonNode query) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("query", query);
        return elasticsearch
                .call("POST", "/" + alias + "/_count?ignore_unavailable=true&allow_no_indices=true", body)
                .orThrow("count documents of " + alias)
                .body()
                .path("count")
                .asLong();
    }

    /** Makes everything written so far searchable; nothing where there is no such alias. */
    public void refresh(String alias) {
        elasticsearch
                .call("POST", "/" + alias + "/_refresh?ignore_unavailable=true&allow_no_indices=true", null)
                .orThrow("refresh " + alias);
    }

    /**
     * Writes other sources in the place of exactly these revisions.
     *
     * @param revised the revision that was read, with the source that it is to have
     * @return what became of them; what is neither written nor refused is no longer the newest
     */
    public Replaced replace(List<Hit> revised) {
        List<String> refused = new ArrayList<>();
        if (revised.isEmpty()) {
            return new Replaced(0, refused);
        }
        StringBuilder lines = new StringBuilder();
        for (Hit hit : revised) {
            ObjectNode line = JsonNodeFactory.instance.objectNode();
            line.putObject("index")
                    .put("_index", Indices.writeAlias(hit.index()))
                    .put("_id", hit.document().id())
                    .put("if_seq_no", hit.document().seqNo())
                    .put("if_primary_term", hit.document().term());
            lines.append(line).append('\n').append(hit.document().source()).append('\n');
        }
        JsonNode answer = elasticsearch
                .callLines(
                        "/_bulk?require_alias=true", lines.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .orThrow("write audits")
                .body();
        int written = 0;
        for (JsonNode item : answer.path("items")) {
            int status = item.path("index").path("status").asInt();
            if (status >= 500 || status == 429) {
                throw new tidemark.lifecycle.Unavailable(
                        tidemark.lifecycle.Unavailable.Server.ELASTICSEARCH,
                        "Elasticsearch did not write an audit: "
                                + item.path("index").path("error"),
                        null);
            }
            if (status >= 300 && status != 409 && status != 404) {
                refused.add(item.path("index").path("_id").asText());
                LOG.error(
                        "event=audit_refused id={} reason=\"{}\" runbook=ops/runbook.md#audits",
                        item.path("index").path("_id"),
                        item.path("index").path("error"));
            }
            written += status < 300 ? 1 : 0;
        }
        return new Replaced(written, refused);
    }

    /**
     * What became of documents that were to be replaced.
     *
     * @param written how many have their other source
     * @param refused ids of those that Elasticsearch does not take
     */
    public record Replaced(int written, List<String> refused) {}

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
