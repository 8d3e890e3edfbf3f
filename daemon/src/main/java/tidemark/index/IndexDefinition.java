package tidemark.index;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tidemark.plan.Problem;

/**
 * How a physical index is to be made.
 *
 * @param mapping its mapping, without {@code _meta}
 * @param settings its settings while it serves, by full name ({@code index.number_of_shards})
 * @param problems why it cannot be made so; empty if it can
 */
public record IndexDefinition(ObjectNode mapping, Map<String, Object> settings, List<Problem> problems) {

    /** Copies. */
    public IndexDefinition {
        mapping = mapping.deepCopy();
        settings = Map.copyOf(settings);
        problems = List.copyOf(problems);
    }

    /** Settings while it is filled: what only a served index needs comes later. */
    Map<String, Object> settingsWhileFilling() {
        Map<String, Object> filling = new TreeMap<>(settings);
        filling.put("index.hidden", true);
        filling.put("index.refresh_interval", "-1");
        filling.put("index.auto_expand_replicas", false);
        filling.put("index.number_of_replicas", 0);
        return filling;
    }

    /** What changes from filling to serving; a null asks for Elasticsearch's default. */
    Map<String, Object> settingsToServe() {
        Map<String, Object> serving = new TreeMap<>();
        serving.put("index.hidden", false);
        for (String name :
                List.of("index.refresh_interval", "index.auto_expand_replicas", "index.number_of_replicas")) {
            if (settings.containsKey(name)) {
                serving.put(name, settings.get(name));
            } else if (name.equals("index.refresh_interval")) {
                serving.put(name, null);
            }
        }
        return serving;
    }
}
