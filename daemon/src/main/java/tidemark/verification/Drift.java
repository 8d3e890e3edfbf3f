package tidemark.verification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;

/**
 * A document that is not what its row says.
 *
 * @param id its {@code _id}
 * @param difference where; empty for one that is missing or extra
 */
public record Drift(Kind kind, String type, String id, Optional<Difference> difference) {

    /** How. */
    public enum Kind {
        MISSING,
        EXTRA,
        DIFFERENT
    }

    /** In one line. */
    public String words() {
        return kind.name().toLowerCase(Locale.ROOT) + " " + id
                + difference
                        .map(one -> " at " + one.path() + ": expected " + one.expected() + ", found " + one.found())
                        .orElse("");
    }

    static Drift read(JsonNode json) {
        return new Drift(
                Kind.valueOf(json.path("kind").asText().toUpperCase(Locale.ROOT)),
                json.path("type").asText(),
                json.path("id").asText(),
                json.has("path")
                        ? Optional.of(new Difference(
                                json.path("path").asText(),
                                json.path("expected").asText(),
                                json.path("found").asText()))
                        : Optional.empty());
    }

    /** {@code {kind, type, id, path, expected, found}}. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("kind", kind.name().toLowerCase(Locale.ROOT))
                .put("type", type)
                .put("id", id);
        difference.ifPresent(one ->
                json.put("path", one.path()).put("expected", one.expected()).put("found", one.found()));
        return json;
    }
}
