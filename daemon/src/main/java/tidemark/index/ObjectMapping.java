package tidemark.index;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * The mapping of an object's document. Nobody declares what properties objects have, so the fields below {@code embedded} are mapped
 * as they come, texts as text columns are and numbers as numeric ones; nothing is guessed to be a date. What is beyond the limit
 * of fields is kept and not searchable, so that no document is refused for one field too many.
 */
final class ObjectMapping {

    /** What a person can make searchable otherwise. */
    static final String EMBEDDED = "embedded";

    private static final int MOST_FIELDS = 10_000;
    private static final String LIMIT = "index.mapping.total_fields.limit";
    private static final String BEYOND = "index.mapping.total_fields.ignore_dynamic_beyond_limit";

    private ObjectMapping() {}

    static void apply(ObjectNode mapping, ObjectNode properties) {
        mapping.put("date_detection", false);
        template(mapping, "texts", "string", FieldMapping.text());
        template(mapping, "numbers", "long", FieldMapping.mapping("double"));
        for (String keyword : List.of("uuid", "item_type", "embedded_uuids", "linked_uuids", "tid")) {
            properties.set(keyword, FieldMapping.mapping("keyword"));
        }
        for (String kept : List.of("properties", "propsheets")) {
            properties.set(kept, FieldMapping.mapping("object").put("enabled", false));
        }
        for (String names : List.of("links", "unique_keys")) {
            properties.set(names, FieldMapping.flattened());
        }
        ObjectNode embedded = FieldMapping.mapping("object").put("dynamic", true);
        ObjectNode own = embedded.putObject("properties");
        own.set("uuid", FieldMapping.mapping("keyword"));
        own.set("item_type", FieldMapping.mapping("keyword"));
        properties.set(EMBEDDED, embedded);
    }

    private static void template(ObjectNode mapping, String name, String matched, ObjectNode made) {
        ObjectNode template = mapping.withArray("dynamic_templates").addObject().putObject(name);
        template.put("path_match", EMBEDDED + ".*").put("match_mapping_type", matched);
        template.set("mapping", made);
    }

    /** What objects need, where a person set nothing else. */
    static void complete(Map<String, Object> settings) {
        settings.putIfAbsent(LIMIT, MOST_FIELDS);
        settings.putIfAbsent(BEYOND, true);
    }
}
