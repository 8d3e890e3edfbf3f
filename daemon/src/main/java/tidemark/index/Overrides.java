package tidemark.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tidemark.plan.Problem;
import tidemark.plan.TypeSpec;

/**
 * Field mappings that a person wrote. One for a field replaces the derived mapping. One for an embed is laid over it and
 * keeps its fields, unless its type has none.
 */
final class Overrides {

    private final TypeSpec spec;

    private Overrides(TypeSpec spec) {
        this.spec = spec;
    }

    static Overrides of(TypeSpec spec) {
        return new Overrides(spec);
    }

    void apply(ObjectNode properties, List<Problem> problems) {
        // Shorter paths first: an embed before what is in it.
        new TreeMap<>(spec.mapping()).forEach((path, value) -> apply(path, value, properties, problems));
    }

    private void apply(String path, Object value, ObjectNode root, List<Problem> problems) {
        if (!(value instanceof Map<?, ?> map) || map.isEmpty()) {
            problems.add(new Problem(
                    MappingDeriver.at(spec, path),
                    "expected a mapping object for " + path + ", got " + value,
                    path + ": {type: keyword}"));
            return;
        }
        ObjectNode properties = root;
        String rest = path;
        boolean dynamic = false;
        while (!properties.has(rest)) {
            String step = step(properties, rest);
            if (step.isEmpty() && dynamic) {
                put(properties, rest, MappingDeriver.json(map));
                return;
            }
            dynamic |= properties.path(step).path("dynamic").asBoolean();
            if (step.isEmpty() || !(properties.path(step).path("properties") instanceof ObjectNode inner)) {
                problems.add(unknown(path, root));
                return;
            }
            properties = inner;
            rest = rest.substring(step.length() + 1);
        }
        properties.set(rest, merged((ObjectNode) properties.get(rest), MappingDeriver.json(map)));
    }

    /** Of fields that come as they are nobody knows the names: a person does. */
    private static void put(ObjectNode properties, String path, ObjectNode mapping) {
        ObjectNode at = properties;
        String rest = path;
        for (int dot = rest.indexOf('.'); dot > 0; dot = rest.indexOf('.')) {
            at = at.withObjectProperty(rest.substring(0, dot)).withObjectProperty("properties");
            rest = rest.substring(dot + 1);
        }
        at.set(rest, mapping);
    }

    /** The field that the path goes through first; a field's name may have dots. */
    private static String step(ObjectNode properties, String path) {
        for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
            if (properties.has(path.substring(0, dot))) {
                return path.substring(0, dot);
            }
        }
        return "";
    }

    private static ObjectNode merged(ObjectNode derived, ObjectNode written) {
        String type = written.path("type").asText("object");
        boolean holdsFields = type.equals("object") || type.equals("nested");
        if (!holdsFields) {
            return written;
        }
        if (derived.has("properties")) {
            ObjectNode merged = derived.deepCopy();
            written.properties().forEach(entry -> merged.set(entry.getKey(), entry.getValue()));
            return merged;
        }
        // Of what a json column holds nobody knows the fields, and the root is strict.
        return written.has("dynamic") || written.has("enabled") ? written : written.put("dynamic", true);
    }

    private Problem unknown(String path, ObjectNode root) {
        Set<String> known = new TreeSet<>();
        collect("", root, known);
        String last = path.substring(path.lastIndexOf('.') + 1);
        List<String> near = known.stream()
                .filter(name -> name.substring(name.lastIndexOf('.') + 1).equals(last))
                .toList();
        return new Problem(
                MappingDeriver.at(spec, path),
                "documents of type " + spec.name() + " have no field " + path,
                "Fields are " + String.join(", ", near.isEmpty() ? known : near) + ".");
    }

    private static void collect(String prefix, JsonNode properties, Set<String> into) {
        properties.properties().forEach(entry -> {
            into.add(prefix + entry.getKey());
            collect(prefix + entry.getKey() + ".", entry.getValue().path("properties"), into);
        });
    }
}
