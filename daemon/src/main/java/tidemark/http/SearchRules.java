package tidemark.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * What a search that is passed on may not hold. It is sent with the daemon's own rights, and its caller may read documents of
 * the type: so nothing in it may name another index, or hide a query that cannot be looked at.
 */
final class SearchRules {

    /** Of no use without another index, or opaque: a query in base64 or in a template. */
    private static final Set<String> NEVER = Set.of("indexed_shape", "wrapper", "collate");

    /** Queries that take an index where they name a document; the index is then a text. */
    private static final Set<String> LOOKING_UP = Set.of("terms", "percolate", "more_like_this", "geo_shape", "shape");

    private SearchRules() {}

    /**
     * Looks at all of it.
     *
     * @throws Problem if it reaches for more than the type
     */
    static void check(ObjectNode body) {
        if (body.has("pit")) {
            throw refused("pit");
        }
        check(body, false);
    }

    private static void check(JsonNode node, boolean lookingUp) {
        node.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode value = field.getValue();
            boolean index = lookingUp && (name.equals("index") || name.equals("_index")) && value.isTextual();
            boolean hidden = NEVER.contains(name) && value.isObject();
            boolean joined =
                    name.equals("target_index") && node.path("type").asText().equals("lookup");
            if (index || hidden || joined) {
                throw refused(name);
            }
            check(value, lookingUp || LOOKING_UP.contains(name));
        });
        if (node.isArray()) {
            node.forEach(each -> check(each, lookingUp));
        }
    }

    private static Problem refused(String name) {
        return Problem.badRequest(
                name,
                name + ": a search here sees the documents of its type alone",
                "leave it out, or ask Elasticsearch itself with rights of your own");
    }
}
