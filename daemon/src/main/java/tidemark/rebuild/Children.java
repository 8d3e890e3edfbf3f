package tidemark.rebuild;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tidemark.change.Key;
import tidemark.rebuild.Cuts.Cut;

/** The chunks of an attempt that are under way, or failed, as a job shows them. Thread-safe. */
final class Children {

    private record Child(Cut cut, String status, int retries) {}

    private final String job;
    private final String type;
    private final int limit;
    private final Map<Integer, Child> underWay = new TreeMap<>();

    Children(String job, String type, int limit) {
        this.job = job;
        this.type = type;
        this.limit = limit;
    }

    /** A chunk is begun, perhaps once more. */
    synchronized void begun(Cut cut) {
        Child before = underWay.get(cut.number());
        underWay.put(cut.number(), new Child(cut, "running", before == null ? 0 : before.retries() + 1));
    }

    /** It was not filled: it waits to be tried again, unless it can never be, and its job fails. */
    synchronized void ended(Cut cut, boolean broken) {
        underWay.computeIfPresent(
                cut.number(),
                (number, child) -> new Child(child.cut(), broken ? "failed" : "pending", child.retries()));
    }

    /** It is filled. */
    synchronized void done(Cut cut) {
        underWay.remove(cut.number());
    }

    /** {@code {id, type, from, to, limit, status, processed, retries}} of each, in the order in which they were taken. */
    synchronized List<ObjectNode> json() {
        return underWay.values().stream().map(this::json).toList();
    }

    private ObjectNode json(Child child) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", job + "-" + child.cut().number())
                .put("type", type);
        json.set("from", key(child.cut().after()));
        json.set("to", key(child.cut().last()));
        return json.put("limit", limit)
                .put("status", child.status())
                .put("processed", 0)
                .put("retries", child.retries());
    }

    private static @Nullable ArrayNode key(@Nullable Key key) {
        if (key == null) {
            return null;
        }
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        key.values().forEach(array::add);
        return array;
    }
}
