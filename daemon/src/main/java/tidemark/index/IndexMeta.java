package tidemark.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tidemark.plan.DocumentPlan;

/**
 * What a physical index says of itself, in {@code _meta} of its mapping.
 *
 * @param plan hash of the document plan that its documents are composed by, and of its mapping
 * @param type document type
 * @param configuration name of the configuration that it belongs to
 * @param created when
 * @param documents the document plan itself; null where another version wrote it in a form that this one does not know
 */
public record IndexMeta(
        String plan,
        String type,
        String configuration,
        Instant created,
        @Nullable DocumentPlan documents) {

    ObjectNode write() {
        ObjectNode meta = JsonNodeFactory.instance.objectNode();
        ObjectNode own = meta.putObject("tidemark")
                .put("plan", plan)
                .put("type", type)
                .put("configuration", configuration)
                .put("created", created.toString());
        if (documents != null) {
            own.set("documents", PlanJson.write(documents));
        }
        return meta;
    }

    /** Empty for an index that somebody else made. */
    static Optional<IndexMeta> read(JsonNode meta) {
        JsonNode own = meta.path("tidemark");
        if (!own.path("plan").isTextual()) {
            return Optional.empty();
        }
        return Optional.of(new IndexMeta(
                own.path("plan").asText(),
                own.path("type").asText(),
                own.path("configuration").asText(),
                Instant.parse(own.path("created").asText()),
                PlanJson.read(own.path("documents")).orElse(null)));
    }
}
