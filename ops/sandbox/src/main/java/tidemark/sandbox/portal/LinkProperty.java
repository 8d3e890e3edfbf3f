package tidemark.sandbox.portal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * A property that links to other objects.
 *
 * @param shape its path, with {@code []} after each word that holds a list: {@code pipeline.steps[].software}
 * @param target item type of the objects that it links to
 */
record LinkProperty(String shape, String target) {

    /** The name of its links. */
    String rel() {
        return shape.replace("[]", "");
    }

    private List<String> words() {
        return Arrays.asList(shape.split("\\."));
    }

    /** The ids that it holds, in their order. */
    List<String> values(ObjectNode properties) {
        List<String> values = new ArrayList<>();
        collect(properties, rel().split("\\."), 0, values);
        return values;
    }

    private static void collect(JsonNode node, String[] words, int at, List<String> into) {
        if (node.isArray()) {
            node.forEach(item -> collect(item, words, at, into));
        } else if (at < words.length) {
            collect(node.path(words[at]), words, at + 1, into);
        } else if (node.isTextual()) {
            into.add(node.asText());
        }
    }

    /**
     * Sets it anew.
     *
     * @param many how many values in each list
     * @param value an id, at each call
     */
    void fill(ObjectNode properties, int many, Supplier<String> value) {
        fill(properties, words(), many, value);
    }

    private static void fill(ObjectNode at, List<String> words, int many, Supplier<String> value) {
        String word = words.get(0).replace("[]", "");
        boolean list = words.get(0).endsWith("[]");
        List<String> below = words.subList(1, words.size());
        if (!list) {
            at.set(word, one(below, many, value));
            return;
        }
        ArrayNode items = at.putArray(word);
        for (int i = 0; i < many; i++) {
            items.add(one(below, many, value));
        }
    }

    private static JsonNode one(List<String> below, int many, Supplier<String> value) {
        if (below.isEmpty()) {
            return JsonNodeFactory.instance.textNode(value.get());
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("note", "beside " + below.get(0));
        fill(object, below, many, value);
        return object;
    }

    /** Takes an id out, wherever it stands. */
    void remove(ObjectNode properties, String id) {
        remove(properties, rel().split("\\."), 0, id);
    }

    private static void remove(JsonNode node, String[] words, int at, String id) {
        if (node instanceof ArrayNode list) {
            list.forEach(item -> remove(item, words, at, id));
            return;
        }
        if (!(node instanceof ObjectNode object)) {
            return;
        }
        JsonNode value = object.path(words[at]);
        if (at < words.length - 1) {
            remove(value, words, at + 1, id);
        } else if (value instanceof ArrayNode list) {
            for (int i = list.size() - 1; i >= 0; i--) {
                if (list.get(i).asText().equals(id)) {
                    list.remove(i);
                }
            }
        } else if (value.asText().equals(id)) {
            object.remove(words[at]);
        }
    }
}
