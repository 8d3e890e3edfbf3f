package tidemark.cycle;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import tidemark.state.Control;
import tidemark.state.Target;

/** How the index of each type stands, in words: {@code online}, {@code building}, {@code stale}. */
final class TypeStates {

    private TypeStates() {}

    static ObjectNode of(Types types, Control control) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (String type : types.names()) {
            Target target = control.target(type);
            boolean building = target.filling() != null
                    || target.live() == null
                    || !types.hash(type).equals(target.livePlan());
            json.putObject(type)
                    .put("status", target.stale() != null ? "stale" : building ? "building" : "online")
                    .put("alias", types.alias(type))
                    .put("index", target.live())
                    .put("filling", target.filling())
                    .put("job", target.job())
                    .put("reason", target.stale());
        }
        return json;
    }
}
