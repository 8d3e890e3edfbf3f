package tidemark.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import tidemark.plan.DocumentJson;
import tidemark.plan.ObjectStore;

/**
 * The document of an object, made of what its plan shows of the object store's tables: properties, and the same with the embedded
 * objects in their place. Numbers stay as the database prints them. For one document.
 */
final class ObjectDocument {

    private static final JsonMapper JSON = DocumentJson.builder()
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private final SortedSet<String> embedded = new TreeSet<>();
    private final SortedSet<String> linked = new TreeSet<>();

    private ObjectDocument() {}

    /**
     * Puts a document together.
     *
     * @param shown what the plan shows of one object, as JSON
     * @param limit most bytes of the document
     * @return JSON on one line
     * @throws TooLarge if it has more bytes than that
     */
    static byte[] of(byte[] shown, long limit) {
        try {
            byte[] document = JSON.writeValueAsBytes(new ObjectDocument().document((ObjectNode) JSON.readTree(shown)));
            if (document.length > limit) {
                throw new TooLarge(limit);
            }
            return document;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was composed is JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
    }

    private ObjectNode document(ObjectNode shown) {
        ObjectNode document = JSON.createObjectNode();
        document.set(ObjectStore.UUID, shown.get(ObjectStore.UUID));
        document.set(ObjectStore.ITEM_TYPE, shown.get(ObjectStore.ITEM_TYPE));
        // The embedded ones stand in the place of ids below: what is shown as it is must be another tree.
        document.set(ObjectStore.PROPERTIES, properties(shown).deepCopy());
        document.set("embedded", embedded(shown));
        ObjectNode links = document.putObject("links");
        for (JsonNode link : shown.path(ObjectStore.LINKS)) {
            list(links, link.path(ObjectStore.REL).asText()).add(link.get(ObjectStore.TARGET));
        }
        ObjectNode keys = document.putObject("unique_keys");
        for (JsonNode key : shown.path(ObjectStore.KEYS)) {
            list(keys, key.path(ObjectStore.NAME).asText()).add(key.get(ObjectStore.VALUE));
        }
        ObjectNode sheets = document.putObject("propsheets");
        for (JsonNode sheet : shown.path(ObjectStore.SHEETS)) {
            sheets.set(
                    sheet.path(ObjectStore.NAME).asText(),
                    sheet.path(ObjectStore.SHEET).get(ObjectStore.PROPERTIES));
        }
        embedded.forEach(document.putArray("embedded_uuids")::add);
        linked.forEach(document.putArray("linked_uuids")::add);
        document.set(ObjectStore.TID, shown.path(ObjectStore.SHEET).path(ObjectStore.TID));
        shown.properties().forEach(field -> {
            if (field.getKey().startsWith("_")) {
                document.set(field.getKey(), field.getValue());
            }
        });
        return document;
    }

    private static ArrayNode list(ObjectNode object, String name) {
        return object.get(name) instanceof ArrayNode list ? list : object.putArray(name);
    }

    /** The main sheet; an object without one has no properties. */
    private static ObjectNode properties(ObjectNode shown) {
        JsonNode properties = shown.path(ObjectStore.SHEET).path(ObjectStore.PROPERTIES);
        return properties instanceof ObjectNode object ? object : JSON.createObjectNode();
    }

    private ObjectNode embedded(ObjectNode shown) {
        String uuid = shown.path(ObjectStore.UUID).asText();
        embedded.add(uuid);
        shown.path(ObjectStore.LINKS)
                .forEach(link -> linked.add(link.path(ObjectStore.TARGET).asText()));
        ObjectNode object = properties(shown);
        shown.properties().forEach(field -> {
            if (ObjectStore.embeds(field.getKey())) {
                if (ObjectStore.isReverse(field.getKey())) {
                    object.set(ObjectStore.shown(field.getKey()), reverse(field.getValue()));
                } else {
                    String[] words = ObjectStore.shown(field.getKey()).split("\\.");
                    put(object, Arrays.asList(words), targets(field.getValue()));
                }
            }
        });
        for (String own : List.of(ObjectStore.UUID, ObjectStore.ITEM_TYPE)) {
            if (!object.has(own)) {
                object.set(own, shown.get(own));
            }
        }
        return object;
    }

    private ArrayNode reverse(JsonNode rows) {
        ArrayNode objects = JSON.createArrayNode();
        for (JsonNode row : rows) {
            if (row.get(ObjectStore.OBJECT) instanceof ObjectNode object) {
                linked.add(object.path(ObjectStore.UUID).asText());
                objects.add(embedded(object));
            }
        }
        return objects;
    }

    private Map<String, ObjectNode> targets(JsonNode rows) {
        Map<String, ObjectNode> targets = new HashMap<>();
        for (JsonNode row : rows) {
            if (row.get(ObjectStore.OBJECT) instanceof ObjectNode object) {
                targets.put(object.path(ObjectStore.UUID).asText(), embedded(object));
            }
        }
        return targets;
    }

    /** Puts the linked objects in the place of their ids, along a path of properties; through lists on the way. */
    private static void put(JsonNode at, List<String> words, Map<String, ObjectNode> targets) {
        if (at instanceof ArrayNode list) {
            list.forEach(item -> put(item, words, targets));
        } else if (at instanceof ObjectNode object) {
            String word = words.get(0);
            JsonNode value = object.get(word);
            if (value == null) {
                return;
            }
            if (words.size() > 1) {
                put(value, words.subList(1, words.size()), targets);
            } else if (value instanceof ArrayNode list) {
                List<JsonNode> items = new ArrayList<>(list.size());
                list.forEach(item -> items.add(target(item, targets)));
                object.set(word, list.removeAll().addAll(items));
            } else {
                object.set(word, target(value, targets));
            }
        }
    }

    private static JsonNode target(JsonNode value, Map<String, ObjectNode> targets) {
        ObjectNode target = value instanceof TextNode text ? targets.get(text.asText()) : null;
        return target == null ? value : target;
    }
}
