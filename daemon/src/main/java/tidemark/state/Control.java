package tidemark.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What fences a stale leader, in one object: the generation and the indices that documents go to. Kept in {@code
 * primary_indexer}, beside the current or last cycle's result. Raising the generation and registering an index are
 * compare-and-set on that one object, so whoever raised it knows that its list of indices is the newest.
 *
 * @param generation highest generation issued
 * @param owner whose state this is
 * @param targets by document type
 */
public record Control(long generation, Owner owner, Map<String, Target> targets) {

    /** Copies. */
    public Control {
        targets = Collections.unmodifiableMap(new TreeMap<>(targets));
    }

    /**
     * Whose state this is.
     *
     * @param configuration name of the configuration
     * @param system system identifier of the database cluster
     * @param database name of the database
     */
    public record Owner(String configuration, String system, String database) {}

    /** The target of a type, {@link Target#NONE} for an unknown one. */
    public Target target(String type) {
        return targets.getOrDefault(type, Target.NONE);
    }

    /** With the next generation: above the last, at least the clock's milliseconds, above {@code floor}. */
    public Control raised(long clockMillis, long floor) {
        return new Control(Math.max(Math.max(generation + 1, clockMillis), floor + 1), owner, targets);
    }

    /** With another target for a type. */
    public Control with(String type, Target target) {
        Map<String, Target> changed = new TreeMap<>(targets);
        changed.put(type, target);
        return new Control(generation, owner, changed);
    }

    /** For another owner, after a person agreed. */
    public Control with(Owner newOwner) {
        return new Control(generation, newOwner, targets);
    }

    /** Reads it from {@code primary_indexer}; null where that object has none (it is missing, or was edited away). */
    public static @Nullable Control read(@Nullable ObjectNode indexer) {
        if (indexer == null || !indexer.path("control").isObject()) {
            return null;
        }
        JsonNode json = indexer.get("control");
        JsonNode owner = json.path("owner");
        Map<String, Target> targets = new TreeMap<>();
        json.path("targets").properties().forEach(entry -> targets.put(entry.getKey(), Target.read(entry.getValue())));
        return new Control(
                json.path("generation").asLong(),
                new Owner(
                        owner.path("configuration").asText(),
                        owner.path("system").asText(),
                        owner.path("database").asText()),
                targets);
    }

    /** Its JSON, to be put under {@code control}. */
    public ObjectNode write() {
        ObjectNode json = Json.object().put("generation", generation);
        json.putObject("owner")
                .put("configuration", owner.configuration())
                .put("system", owner.system())
                .put("database", owner.database());
        ObjectNode all = json.putObject("targets");
        targets.forEach((type, target) -> all.set(type, target.write()));
        return json;
    }
}
