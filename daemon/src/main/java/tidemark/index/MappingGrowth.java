package tidemark.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether one mapping differs from another by further fields alone. What Elasticsearch would take for an index that is there is
 * more than that: a further sub-field of a field, say, which the documents that are there would not have. In doubt the answer is
 * no, and a rebuild follows.
 */
final class MappingGrowth {

    private static final String METADATA = "_tidemark";

    private MappingGrowth() {}

    /** Compares; {@code _meta} aside. Further fields may stand beside a row's own, and in the metadata of a document. */
    static boolean onlyAdds(JsonNode before, JsonNode after) {
        if (!sameBesides(before, after, Set.of("properties", "_meta"))) {
            return false;
        }
        for (Map.Entry<String, JsonNode> field : before.path("properties").properties()) {
            JsonNode now = after.path("properties").path(field.getKey());
            boolean same =
                    field.getKey().equals(METADATA) ? onlyAdds(field.getValue(), now) : same(field.getValue(), now);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** A field below an embedded row may be shown already, by a value of a type without columns. */
    private static boolean same(JsonNode before, JsonNode after) {
        JsonNode fields = before.path("properties");
        return sameBesides(before, after, Set.of("properties"))
                && fields.size() == after.path("properties").size()
                && fields.properties().stream()
                        .allMatch(field ->
                                same(field.getValue(), after.path("properties").path(field.getKey())));
    }

    private static boolean sameBesides(JsonNode before, JsonNode after, Set<String> besides) {
        if (!(after instanceof ObjectNode)) {
            return false;
        }
        Set<String> names = new TreeSet<>();
        before.fieldNames().forEachRemaining(names::add);
        after.fieldNames().forEachRemaining(names::add);
        names.removeAll(besides);
        return names.stream().allMatch(name -> text(name, before).equals(text(name, after)));
    }

    /** Elasticsearch tells numbers and truth values as text, or the other way round, and leaves out that an object is one. */
    private static String text(String name, JsonNode from) {
        JsonNode value = from.path(name);
        if (value.isMissingNode()) {
            return name.equals("type") ? "object" : "";
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
