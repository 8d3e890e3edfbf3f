package tidemark.cycle;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import tidemark.state.Control;
import tidemark.state.Target;

/**
 * How the index of each type stands, in words: {@code online}; {@code building} while there is none yet, or a better one is
 * filled; {@code stale} where it may not be true; {@code failed} where only a person helps.
 */
final class TypeStates {

    private TypeStates() {}

    static ObjectNode of(Types types, Control control, Rebuilds rebuilds) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (String type : types.names()) {
            Target target = control.target(type);
            Rebuilds.Newest newest = rebuilds.newest(type);
            boolean building = target.filling() != null && !newest.failed();
            Target.Build build = target.build();
            Target.Previous previous = target.previous();
            ObjectNode one = json.putObject(type)
                    .put("status", status(target, newest, building, types.hash(type)))
                    .put("alias", types.alias(type))
                    .put("index", target.live())
                    .put("filling", target.filling())
                    .put("is_index_building", building)
                    .put("row_count_at_build", build == null ? null : (Long) build.rows())
                    .put("last_built_at", build == null ? null : build.at().toString())
                    .put("job", target.job() == null ? newest.job() : target.job())
                    .put("reason", reason(target, newest));
            if (previous != null) {
                one.putObject("previous")
                        .put("index", previous.index())
                        .put("until", previous.until().toString());
            }
        }
        return json;
    }

    private static String status(Target target, Rebuilds.Newest newest, boolean building, String hash) {
        if (newest.failed() && !newest.retries()) {
            return "failed";
        }
        if (newest.failed() || target.stale() != null) {
            return "stale";
        }
        boolean later = !hash.equals(target.livePlan()) && !newest.rolledBack();
        return building || target.live() == null || later ? "building" : "online";
    }

    private static @Nullable String reason(Target target, Rebuilds.Newest newest) {
        if (!newest.failed()) {
            return newest.rolledBack() && target.stale() == null
                    ? "rolled back; tidemark reindex builds it anew"
                    : target.stale();
        }
        return "job " + newest.job() + " failed: " + newest.error()
                + (newest.retries()
                        ? "; it is tried again by itself"
                        : "; mend that, then start a new one: tidemark reindex, or POST /_indexer/jobs");
    }
}
