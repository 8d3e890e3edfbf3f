package tidemark.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.elasticsearch.Answer;
import tidemark.elasticsearch.Elasticsearch;
import tidemark.lifecycle.Refusal;
import tidemark.lifecycle.Unavailable;

/**
 * Indices that somebody derives from the primary's: an alias of their own, behind it one physical index at a time. Only indices that say in
 * their mapping that they are such are ever dropped. Every method throws {@link Unavailable} if Elasticsearch is away.
 */
public final class OwnIndices {

    private static final Logger LOG = LoggerFactory.getLogger(OwnIndices.class);

    private final Elasticsearch elasticsearch;
    private final Indices indices;
    private final int replicas;
    private final Clock clock;

    /**
     * Over a connection.
     *
     * @param replicas of indices that say nothing of it
     */
    public OwnIndices(Elasticsearch elasticsearch, int replicas, Clock clock) {
        this.elasticsearch = elasticsearch;
        this.indices = new Indices(elasticsearch);
        this.replicas = replicas;
        this.clock = clock;
    }

    /**
     * The physical index that an alias names; null for none.
     *
     * @throws Refusal if that is somebody else's
     */
    public @Nullable String live(String alias) {
        String live = indices.live(alias).orElse(null);
        if (live != null && !derived(live, alias)) {
            throw new Refusal(
                    "The alias " + alias + " names " + live + ", which is no index derived for it",
                    "choose another alias");
        }
        return live;
    }

    private boolean derived(String physical, String alias) {
        Answer answer = elasticsearch.call("GET", "/" + physical + "/_mapping", null);
        return answer.status() != 404
                && answer.orThrow("read the mapping of " + physical)
                        .body()
                        .path(physical)
                        .at("/mappings/_meta/tidemark/derived")
                        .asText()
                        .equals(alias);
    }

    /** Makes an empty index for an alias, after whatever an earlier one left that never served. */
    public String create(String alias, ObjectNode definition) {
        dropAllBut(alias, live(alias));
        String physical = alias + "-" + clock.millis();
        ObjectNode body = definition.deepCopy();
        body.withObject("/mappings/_meta/tidemark").put("derived", alias);
        body.withObject("/aliases/" + Indices.writeAlias(physical)).put("is_hidden", true);
        if (!body.path("settings").toString().contains("number_of_replicas")) {
            body.withObject("/settings").put("index.number_of_replicas", replicas);
        }
        elasticsearch.call("PUT", "/" + physical, body).orThrow("create the index " + physical);
        return physical;
    }

    /** Writes documents by id; null deletes. A document that Elasticsearch refuses is logged and left out. */
    public void write(String physical, Map<String, @Nullable ObjectNode> documents) {
        if (documents.isEmpty()) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        documents.forEach((id, document) -> {
            ObjectNode action = JsonNodeFactory.instance.objectNode();
            action.putObject(document == null ? "delete" : "index").put("_id", id);
            lines.append(action).append('\n');
            if (document != null) {
                lines.append(document).append('\n');
            }
        });
        JsonNode items = elasticsearch
                .callLines(
                        "/" + Indices.writeAlias(physical) + "/_bulk?refresh=true&require_alias=true",
                        lines.toString().getBytes(StandardCharsets.UTF_8))
                .orThrow("write derived documents")
                .body()
                .path("items");
        for (JsonNode item : items) {
            JsonNode outcome = item.elements().next();
            int status = outcome.path("status").asInt();
            if (status == 429
                    || status >= 500
                    || outcome.at("/error/type").asText().equals("index_not_found_exception")) {
                throw new Unavailable(
                        Unavailable.Server.ELASTICSEARCH,
                        "Elasticsearch did not write a derived document: " + outcome.path("error"),
                        null);
            }
            if (status >= 400 && status != 404) {
                LOG.warn(
                        "event=derived_refused index={} id={} reason=\"{}\" runbook=ops/runbook.md#followups",
                        physical,
                        outcome.path("_id").asText(),
                        outcome.path("error"));
            }
        }
    }

    /** Lets the alias name this index alone, in one atomic action, and drops all others that were made for it. */
    public void serve(String alias, String physical) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode actions = body.putArray("actions");
        if (!derived(physical, alias)) {
            throw new Refusal(
                    "The index " + physical + " is gone: another daemon fills one for " + alias, "it is tried again");
        }
        String old = live(alias);
        if (old != null && !old.equals(physical)) {
            actions.addObject().putObject("remove").put("index", old).put("alias", alias);
        }
        actions.addObject().putObject("add").put("index", physical).put("alias", alias);
        elasticsearch.call("POST", "/_aliases", body).orThrow("let the alias " + alias + " name " + physical);
        dropAllBut(alias, physical);
    }

    private void dropAllBut(String alias, @Nullable String kept) {
        JsonNode found = elasticsearch
                .call("GET", "/" + alias + "-*/_mapping?expand_wildcards=all&allow_no_indices=true", null)
                .orThrow("list the indices of " + alias)
                .body();
        found.properties().forEach(entry -> {
            boolean derived = entry.getValue()
                    .at("/mappings/_meta/tidemark/derived")
                    .asText()
                    .equals(alias);
            if (derived && !entry.getKey().equals(kept)) {
                elasticsearch.call("DELETE", "/" + entry.getKey(), null);
            }
        });
    }
}
