package tidemark.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tidemark.elasticsearch.Answer;
import tidemark.elasticsearch.Elasticsearch;
import tidemark.lifecycle.Refusal;
import tidemark.lifecycle.Unavailable;

/**
 * The state objects in the meta index. Reads are realtime, writes conditional; nothing is remembered between two calls.
 *
 * <p>Writes go through an alias of the meta index, with {@code require_alias}, so that a write after somebody deleted the
 * index fails instead of creating an index with a guessed mapping. Its name has a capital letter: an alias may have one, an
 * index may not.
 *
 * <p>Every method throws {@link Unavailable} if Elasticsearch does not answer or refuses for the moment. After a write that
 * ended so nobody knows what was written: read again.
 */
public final class StateStore {

    /** How many objects one request reads. */
    private static final int READ_AT_ONCE = 50;

    private static final int NAMES_AT_ONCE = 5_000;

    /** What a write finds where there is no alias; the second for a deletion, which Elasticsearch guards less. */
    private static final Set<String> MISSING = Set.of("index_not_found_exception", "invalid_index_name_exception");

    private final Elasticsearch elasticsearch;
    private final String index;
    private final String alias;

    /**
     * A store; {@link #ensure} makes its index.
     *
     * @param index name of the meta index
     */
    public StateStore(Elasticsearch elasticsearch, String index) {
        this.elasticsearch = elasticsearch;
        this.index = index;
        this.alias = index + "-W";
    }

    /**
     * Makes the meta index unless it is there.
     *
     * @return whether it was missing
     * @throws Refusal if an index of this name belongs to somebody else, or may not be made
     */
    public boolean ensure() {
        Answer created = elasticsearch.call("PUT", "/" + index, definition());
        if (created.ok()) {
            return true;
        }
        if (!created.errorType().equals("resource_already_exists_exception")) {
            refuseBadName(created);
            created.orThrow("create the meta index " + index);
        }
        checkOwned();
        ObjectNode actions = Json.object();
        ObjectNode add = actions.putArray("actions").addObject().putObject("add");
        add.put("index", index).put("alias", alias).put("is_hidden", true);
        elasticsearch.call("POST", "/_aliases", actions).orThrow("give the meta index its write alias " + alias);
        return false;
    }

    private void refuseBadName(Answer answer) {
        if (answer.status() == 400) {
            throw new Refusal(
                    "Elasticsearch refuses to create the meta index " + index + ": " + answer.reason(),
                    "Choose another name under elasticsearch.meta_index.");
        }
    }

    private ObjectNode definition() {
        ObjectNode definition = Json.object();
        definition.putObject("settings").put("index.number_of_shards", 1).put("index.auto_expand_replicas", "0-1");
        ObjectNode mappings = definition.putObject("mappings").put("enabled", false);
        mappings.putObject("_meta").put("tidemark", "state");
        definition.putObject("aliases").putObject(alias).put("is_hidden", true);
        return definition;
    }

    private void checkOwned() {
        JsonNode answer = elasticsearch
                .call("GET", "/" + index + "/_mapping", null)
                .orThrow("read the mapping of the meta index " + index)
                .body();
        boolean owned = answer.has(index)
                && answer.path(index)
                        .path("mappings")
                        .path("_meta")
                        .path("tidemark")
                        .asText()
                        .equals("state");
        if (!owned) {
            throw new Refusal(
                    "The index " + index + " exists and holds no state of Tidemark",
                    "Choose another name under elasticsearch.meta_index, or delete that index if nobody needs it.");
        }
    }

    /** Whether the meta index is there. */
    public boolean exists() {
        Answer answer = elasticsearch.call("HEAD", "/" + index, null);
        return answer.status() != 404
                && answer.orThrow("look for the meta index " + index).ok();
    }

    /** The newest revision of each object that is there, by name; none where the index is missing. */
    public Map<String, Versioned> read(String... names) {
        return read(List.of(names));
    }

    /** As {@link #read(String...)}. */
    public Map<String, Versioned> read(List<String> names) {
        Map<String, Versioned> found = new LinkedHashMap<>();
        for (int from = 0; from < names.size(); from += READ_AT_ONCE) {
            readSome(names.subList(from, Math.min(names.size(), from + READ_AT_ONCE)), found);
        }
        return found;
    }

    private void readSome(List<String> names, Map<String, Versioned> found) {
        ObjectNode request = Json.object();
        request.set("ids", Json.strings(names));
        Answer answer = elasticsearch.call("POST", "/" + index + "/_mget", request);
        if (answer.errorType().equals("index_not_found_exception")) {
            return;
        }
        for (JsonNode document : answer.orThrow("read the state").body().path("docs")) {
            if (document.path("found").asBoolean() && document.path("_source") instanceof ObjectNode source) {
                String name = document.path("_id").asText();
                found.put(name, versioned(name, source, document));
            } else if (document.has("error")
                    && !document.path("error").path("type").asText().equals("index_not_found_exception")) {
                throw unavailable("read state", document.path("error"));
            }
        }
    }

    private static Versioned versioned(String name, ObjectNode body, JsonNode revision) {
        return new Versioned(
                name,
                body,
                revision.path("_seq_no").asLong(),
                revision.path("_primary_term").asLong());
    }

    /**
     * Writes each object whose condition holds; they are not one transaction. In one request.
     *
     * @return one result per write, in their order
     */
    public List<StateResult> write(List<StateWrite> writes) {
        if (writes.isEmpty()) {
            return List.of();
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        writes.forEach(write -> lines.writeBytes(write.bytes()));
        Answer answer = elasticsearch.callLines("/" + alias + "/_bulk?require_alias=true", lines.toByteArray());
        if (MISSING.contains(answer.errorType())) {
            return writes.stream()
                    .<StateResult>map(write -> new StateResult.IndexMissing())
                    .toList();
        }
        JsonNode items = answer.orThrow("write state").body().path("items");
        if (items.size() != writes.size()) {
            throw new IllegalStateException("Elasticsearch answered " + items.size() + " of " + writes.size()
                    + " state writes; if its version is supported, please report this");
        }
        List<StateResult> results = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            results.add(result(writes.get(i), items.get(i).elements().next()));
        }
        return results;
    }

    /** As {@link #write(List)}, for one. */
    public StateResult write(StateWrite write) {
        return write(List.of(write)).get(0);
    }

    private static StateResult result(StateWrite write, JsonNode item) {
        int status = item.path("status").asInt();
        JsonNode error = item.path("error");
        if (status < 300) {
            return new StateResult.Done(write.after(
                    item.path("_seq_no").asLong(), item.path("_primary_term").asLong()));
        }
        if (status == 409 || (status == 404 && error.isMissingNode())) {
            return new StateResult.Lost(write.name());
        }
        if (MISSING.contains(error.path("type").asText())) {
            return new StateResult.IndexMissing();
        }
        throw unavailable("write state object " + write.name(), error);
    }

    private static Unavailable unavailable(String what, JsonNode error) {
        return new Unavailable(
                Unavailable.Server.ELASTICSEARCH,
                "Elasticsearch could not " + what + ": " + error.path("type").asText() + ": "
                        + error.path("reason").asText(),
                null);
    }

    /** Every object whose name begins so, at its newest revision: all that were there before the call. */
    public List<Versioned> list(String prefix) {
        Answer refreshed = elasticsearch.call("POST", "/" + index + "/_refresh", null);
        if (refreshed.status() == 404) {
            return List.of();
        }
        Answer opened = refreshed.orThrow("refresh the meta index").ok()
                ? elasticsearch.call("POST", "/" + index + "/_pit?keep_alive=1m", null)
                : refreshed;
        if (opened.status() == 404) {
            return List.of();
        }
        String pit = opened.orThrow("search the meta index").body().path("id").asText();
        try {
            return List.copyOf(read(names(prefix, pit)).values());
        } finally {
            elasticsearch.call("DELETE", "/_pit", Json.object().put("id", pit));
        }
    }

    /** Nothing there is indexed, so every name is looked at; the index is small. */
    private List<String> names(String prefix, String pit) {
        List<String> names = new ArrayList<>();
        ObjectNode search = Json.object().put("size", NAMES_AT_ONCE).put("_source", false);
        search.put("track_total_hits", false);
        search.putObject("pit").put("id", pit).put("keep_alive", "1m");
        search.putArray("sort").addObject().put("_shard_doc", "asc");
        while (true) {
            JsonNode hits = elasticsearch
                    .call("POST", "/_search?allow_partial_search_results=false", search)
                    .orThrow("search the meta index")
                    .body()
                    .path("hits")
                    .path("hits");
            for (JsonNode hit : hits) {
                if (hit.path("_id").asText().startsWith(prefix)) {
                    names.add(hit.path("_id").asText());
                }
            }
            if (hits.size() < NAMES_AT_ONCE) {
                return names;
            }
            search.set("search_after", (ArrayNode) hits.get(hits.size() - 1).path("sort"));
        }
    }
}
