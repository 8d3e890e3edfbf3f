package tidemark.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import tidemark.plan.Place;
import tidemark.plan.Problem;

/** Elasticsearch's limits of a mapping, looked at before an index is made: it would only say so at creation. */
final class Limits {

    static final String FIELDS = "index.mapping.total_fields.limit";
    static final String DEPTH = "index.mapping.depth.limit";
    static final String NESTED = "index.mapping.nested_fields.limit";

    private Limits() {}

    static void check(ObjectNode properties, Map<String, Object> settings, Place place, List<Problem> problems) {
        check("fields", fields(properties), settings, FIELDS, 1_000, place, problems);
        check("levels", depth(properties), settings, DEPTH, 20, place, problems);
        check("nested embeds", nested(properties), settings, NESTED, 50, place, problems);
    }

    private static void check(
            String what,
            int count,
            Map<String, Object> settings,
            String name,
            long usual,
            Place place,
            List<Problem> problems) {
        long limit = IndexSettings.limit(settings, name, usual);
        if (count > limit) {
            problems.add(new Problem(
                    place,
                    "the mapping has " + count + " " + what + ", and " + name + " is " + limit,
                    "Show fewer columns, map large embeds as {type: flattened}, or raise the limit: settings: {" + name
                            + ": " + count + "}"));
        }
    }

    /** As Elasticsearch counts: objects and fields, each field under {@code fields} too. */
    static int fields(JsonNode properties) {
        int count = 0;
        for (JsonNode field : properties) {
            count += 1 + field.path("fields").size() + fields(field.path("properties"));
        }
        return count;
    }

    private static int depth(JsonNode properties) {
        int deepest = 0;
        for (JsonNode field : properties) {
            deepest = Math.max(deepest, depth(field.path("properties")));
        }
        return 1 + deepest;
    }

    private static int nested(JsonNode properties) {
        int count = 0;
        for (JsonNode field : properties) {
            count += (field.path("type").asText().equals("nested") ? 1 : 0) + nested(field.path("properties"));
        }
        return count;
    }
}
