package tidemark.cycle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.change.DocumentId;
import tidemark.change.Key;

/** Document ids as state objects keep them: {@code {list: ["type:key", …], count}}. */
final class IdList {

    private static final Logger LOG = LoggerFactory.getLogger(IdList.class);

    private IdList() {}

    static ObjectNode write(Collection<DocumentId> ids) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode list = json.putArray("list");
        ids.forEach(id -> list.add(id.toString()));
        return json.put("count", ids.size());
    }

    /** Reads what {@link #write} gave; ids of types that are no longer configured are left out. */
    static List<DocumentId> read(@Nullable ObjectNode json, Types types) {
        List<DocumentId> ids = new ArrayList<>();
        if (json != null) {
            json.path("list").forEach(node -> {
                String text = node.asText();
                int colon = text.indexOf(':');
                String type = colon < 0 ? text : text.substring(0, colon);
                if (colon > 0 && types.plans().containsKey(type)) {
                    int columns = types.plan(type).root().key().size();
                    try {
                        ids.add(new DocumentId(type, Key.parse(text.substring(colon + 1), columns)));
                    } catch (IllegalArgumentException e) {
                        LOG.warn("event=id_unreadable type={} message=\"edited, or of another key\"", type, e);
                    }
                }
            });
        }
        return ids;
    }

    static Set<DocumentId> flatten(Map<String, List<Key>> documents) {
        Set<DocumentId> ids = new LinkedHashSet<>();
        documents.forEach((type, keys) -> keys.forEach(key -> ids.add(new DocumentId(type, key))));
        return ids;
    }
}
