package tidemark.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tidemark.elasticsearch.Answer;
import tidemark.elasticsearch.Elasticsearch;
import tidemark.lifecycle.Refusal;
import tidemark.plan.Problem;

/** The physical indices and their aliases, as they are in Elasticsearch now. */
public final class Indices {

    private static final String NOT_FOUND = "index_not_found_exception";

    private final Elasticsearch elasticsearch;

    /** Over a connection. */
    public Indices(Elasticsearch elasticsearch) {
        this.elasticsearch = elasticsearch;
    }

    /** Name of the physical index that a job of this generation fills. */
    public static String physical(String alias, long generation) {
        return alias + "-" + generation;
    }

    /** The private alias that documents of a physical index are written to. */
    public static String writeAlias(String physical) {
        return physical + "-W";
    }

    /** The private alias that the chunks of a rebuild write to, until the index is {@linkplain #seal sealed}. */
    public static String fillAlias(String physical) {
        return physical + "-F";
    }

    /**
     * Makes an index that is to be filled.
     *
     * @return false if there is one of this name already: another try was faster
     * @throws Refusal if the definition has problems, or Elasticsearch refuses it
     */
    public boolean create(String physical, IndexDefinition definition, IndexMeta meta) {
        if (!definition.problems().isEmpty()) {
            throw new Refusal(
                    "The index of type " + meta.type() + " cannot be made",
                    String.join(
                            "\n",
                            definition.problems().stream()
                                    .map(Problem::toString)
                                    .toList()));
        }
        ObjectNode mapping = definition.mapping().deepCopy();
        mapping.set("_meta", meta.write());
        ObjectNode body = object();
        body.set("settings", json(definition.settingsWhileFilling()));
        body.set("mappings", mapping);
        ObjectNode aliases = body.putObject("aliases");
        aliases.putObject(writeAlias(physical)).put("is_hidden", true);
        aliases.putObject(fillAlias(physical)).put("is_hidden", true);
        Answer answer = elasticsearch.call("PUT", "/" + physical, body);
        if (answer.errorType().equals("resource_already_exists_exception")) {
            return false;
        }
        if (answer.status() == 400 && !answer.passing()) {
            throw new IndexRefused(
                    "Elasticsearch refuses the index " + physical + ": " + cause(answer),
                    "Look at mapping, settings and the name of type " + meta.type() + ".");
        }
        answer.orThrow("create the index " + physical);
        return true;
    }

    /**
     * Gives an index a mapping that only knows more fields, none of which a document of it shows.
     *
     * @param meta what it says of itself from then on
     * @return false, and nothing is changed, if its documents would have to be indexed anew
     */
    public boolean adapt(String physical, IndexDefinition definition, IndexMeta meta) {
        JsonNode now = elasticsearch
                .call("GET", "/" + physical + "/_mapping", null)
                .orThrow("read the mapping of " + physical)
                .body()
                .path(physical)
                .path("mappings");
        if (!MappingGrowth.onlyAdds(now, definition.mapping())) {
            return false;
        }
        ObjectNode body = definition.mapping().deepCopy();
        body.set("_meta", meta.write());
        elasticsearch
                .call("PUT", "/" + physical + "/_mapping", body)
                .orThrow("add fields to the mapping of " + physical);
        return true;
    }

    /** Gives an index that serves the settings of today, as far as they may change while it serves. */
    public void adjust(String physical, IndexDefinition definition) {
        elasticsearch
                .call("PUT", "/" + physical + "/_settings", json(definition.settingsToServe()))
                .orThrow("change the settings of " + physical);
    }

    /** The innermost cause says what is wrong. */
    private static String cause(Answer answer) {
        JsonNode error = answer.body().path("error");
        while (error.path("caused_by").has("reason")) {
            error = error.path("caused_by");
        }
        return error.path("reason").asText(answer.reason());
    }

    /**
     * Ends the filling of an index for good: what a chunk sends from here on fails, whoever sends it and however late. Cycles go
     * on writing to it. May be done again.
     *
     * @return false if the index is not there
     */
    public boolean seal(String physical) {
        ObjectNode body = object();
        body.withArray("actions")
                .addObject()
                .putObject("remove")
                .put("index", physical)
                .put("alias", fillAlias(physical))
                .put("must_exist", false);
        Answer answer = elasticsearch.call("POST", "/_aliases", body);
        if (answer.errorType().equals(NOT_FOUND)) {
            return false;
        }
        // Some versions answer so although the alias need not be there.
        return answer.errorType().equals("aliases_not_found_exception")
                || answer.orThrow("seal the index " + physical).ok();
    }

    /** Whether an index that is there can no longer be filled. */
    public boolean sealed(String physical) {
        Answer answer = elasticsearch.call("HEAD", "/" + physical + "/_alias/" + fillAlias(physical), null);
        return answer.status() == 404
                || !answer.orThrow("look whether " + physical + " is sealed").ok();
    }

    /**
     * Turns a filled index into one that may serve: replicas, refresh, visible to wildcards, searchable to the last document.
     *
     * @param patience how long to wait for its replicas at most
     * @return whether every copy is there; without, it serves all the same
     */
    public boolean prepareForServing(String physical, IndexDefinition definition, Duration patience) {
        adjust(physical, definition);
        refresh(physical);
        long seconds = Math.max(
                0, Math.min(patience.toSeconds(), elasticsearch.timeout().toSeconds() - 1));
        Answer health = elasticsearch.call(
                "GET", "/_cluster/health/" + physical + "?wait_for_status=green&timeout=" + seconds + "s", null);
        if (health.status() == 408) {
            return false;
        }
        return health.orThrow("look at the health of " + physical)
                .body()
                .path("status")
                .asText()
                .equals("green");
    }

    /**
     * Lets the alias name another index, in one atomic action.
     *
     * @param expected what it names now; empty for nothing
     */
    public Swap swap(String alias, Optional<String> expected, String physical) {
        if (expected.isEmpty()) {
            Optional<String> serving = live(alias);
            if (serving.isPresent()) {
                return new Swap.Refused(serving);
            }
        }
        ObjectNode body = object();
        expected.ifPresent(old -> body.withArray("actions")
                .addObject()
                .putObject("remove")
                .put("index", old)
                .put("alias", alias)
                .put("must_exist", true));
        body.withArray("actions")
                .addObject()
                .putObject("add")
                .put("index", physical)
                .put("alias", alias)
                .put("is_hidden", false);
        Answer answer = elasticsearch.call("POST", "/_aliases", body);
        if (answer.status() == 404) {
            return exists(physical) ? new Swap.Refused(live(alias)) : new Swap.Missing(physical);
        }
        if (answer.errorType().equals("invalid_alias_name_exception")) {
            throw occupied(alias);
        }
        answer.orThrow("let the alias " + alias + " name " + physical);
        return new Swap.Done();
    }

    /**
     * The physical index that an alias names.
     *
     * @throws Refusal if an index has the alias's name, or the alias names several
     */
    public Optional<String> live(String alias) {
        Answer answer = elasticsearch.call("GET", "/_alias/" + alias, null);
        if (answer.status() == 404) {
            if (exists(alias)) {
                throw occupied(alias);
            }
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        answer.orThrow("look up the alias " + alias).body().fieldNames().forEachRemaining(names::add);
        if (names.size() > 1) {
            throw new Refusal(
                    "The alias " + alias + " names several indices: " + names,
                    "Somebody else changed it. Remove all but the right one with POST /_aliases.");
        }
        return names.stream().findFirst();
    }

    private static Refusal occupied(String alias) {
        return new Refusal(
                "There is an index or data stream named " + alias + ", where an alias is to be",
                "Choose another index.prefix or type name, or delete it if nobody needs it: DELETE /" + alias);
    }

    /** The daemon's physical indices of an alias, serving, filling or left over, oldest first. */
    public List<PhysicalIndex> physicals(String alias) {
        String path = "/" + alias + "-*/_mapping?expand_wildcards=all&allow_no_indices=true";
        JsonNode found = elasticsearch
                .call("GET", path, null)
                .orThrow("list the indices of " + alias)
                .body();
        Map<Long, PhysicalIndex> sorted = new TreeMap<>();
        found.properties().forEach(entry -> {
            String number = entry.getKey().substring(Math.min(entry.getKey().length(), alias.length() + 1));
            if (entry.getKey().startsWith(alias + "-") && number.matches("\\d{1,18}")) {
                IndexMeta.read(entry.getValue().path("mappings").path("_meta"))
                        .ifPresent(meta -> sorted.put(Long.valueOf(number), new PhysicalIndex(entry.getKey(), meta)));
            }
        });
        return List.copyOf(sorted.values());
    }

    /** What a physical index says of itself; empty where it is missing or somebody else's. */
    public Optional<IndexMeta> meta(String physical) {
        Answer answer = elasticsearch.call("GET", "/" + physical + "/_mapping", null);
        if (answer.errorType().equals(NOT_FOUND)) {
            return Optional.empty();
        }
        JsonNode body = answer.orThrow("read the mapping of " + physical).body();
        return IndexMeta.read(body.path(physical).path("mappings").path("_meta"));
    }

    /** Whether there is an index, or an alias, of this name. */
    public boolean exists(String physical) {
        Answer answer = elasticsearch.call("HEAD", "/" + physical, null);
        return answer.status() != 404
                && answer.orThrow("look for the index " + physical).ok();
    }

    /** Drops a physical index with its documents; false if it was not there. */
    public boolean drop(String physical) {
        Answer answer = elasticsearch.call("DELETE", "/" + physical, null);
        return !answer.errorType().equals(NOT_FOUND)
                && answer.orThrow("drop the index " + physical).ok();
    }

    /** How many documents searches find there. */
    public long count(String physical) {
        return elasticsearch
                .call("GET", "/" + physical + "/_count", null)
                .orThrow("count the documents of " + physical)
                .body()
                .path("count")
                .asLong();
    }

    /** Makes everything written so far searchable. */
    public void refresh(String physical) {
        elasticsearch.call("POST", "/" + physical + "/_refresh", null).orThrow("refresh " + physical);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ObjectNode json(Map<String, Object> map) {
        return new ObjectMapper().convertValue(map, ObjectNode.class);
    }
}
