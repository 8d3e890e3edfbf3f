package tidemark.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.lifecycle.Unavailable;

/**
 * What the page shows, in one object: under each name what the call of that name answers now, or what it answers where it
 * cannot, {@code {error: …}}.
 */
public final class Overview {

    private static final Logger LOG = LoggerFactory.getLogger(Overview.class);
    private static final String INDEXER = "indexer";
    private static final String TRUE_AS_OF = "true_as_of";

    private final Clock clock;
    private final Supplier<ObjectNode> indexer;
    private final Map<String, Supplier<ObjectNode>> parts;

    /**
     * An overview.
     *
     * @param indexer the answer of {@code GET /_indexer}; returns at once
     * @param parts the other answers by name; may wait for a server
     */
    public Overview(Clock clock, Supplier<ObjectNode> indexer, Map<String, Supplier<ObjectNode>> parts) {
        this.clock = clock;
        this.indexer = indexer;
        this.parts = new LinkedHashMap<>(parts);
    }

    /** All parts, without what changes all the time. */
    ObjectNode parts() {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        ObjectNode own = part(INDEXER);
        own.remove(TRUE_AS_OF);
        all.set(INDEXER, own);
        parts.keySet().forEach(name -> all.set(name, part(name)));
        return all;
    }

    /** One part; an empty object for a name that has none. */
    ObjectNode part(String name) {
        Supplier<ObjectNode> part = name.equals(INDEXER) ? indexer : parts.get(name);
        try {
            return part == null ? JsonNodeFactory.instance.objectNode() : part.get();
        } catch (Problem problem) {
            return Answer.error(problem);
        } catch (Unavailable away) {
            return Answer.error(Problem.away(away));
        } catch (RuntimeException e) {
            LOG.error("event=overview_failed part={}", name, e);
            return Answer.error(Problem.bug());
        }
    }

    /** What changes all the time: {@code {now, true_as_of}}, by the daemon's clock. Returns at once. */
    ObjectNode pulse() {
        ObjectNode pulse =
                JsonNodeFactory.instance.objectNode().put("now", clock.instant().toString());
        JsonNode moment = part(INDEXER).path(TRUE_AS_OF);
        return pulse.set(TRUE_AS_OF, moment.isMissingNode() ? JsonNodeFactory.instance.nullNode() : moment);
    }
}
