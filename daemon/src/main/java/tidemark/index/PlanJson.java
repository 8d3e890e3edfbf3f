package tidemark.index;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.plan.DocumentPlan;

/**
 * A document plan as JSON, so that an index can tell how its documents are made to a program that is configured otherwise. The
 * fields are the components of the plan's records. Strict in both directions: a plan with a field that this program does not
 * know is not read at all, since documents made by half of a plan would be wrong.
 */
final class PlanJson {

    private static final Logger LOG = LoggerFactory.getLogger(PlanJson.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private PlanJson() {}

    static JsonNode write(DocumentPlan plan) {
        ObjectNode json = MAPPER.valueToTree(plan);
        if (plan.objects() == null) {
            // Programs that know of no object stores read it, too.
            json.remove("objects");
        }
        return json;
    }

    /** Empty for what another version wrote in another form. */
    static Optional<DocumentPlan> read(JsonNode json) {
        try {
            return json.isObject() ? Optional.of(MAPPER.treeToValue(json, DocumentPlan.class)) : Optional.empty();
        } catch (JsonProcessingException | IllegalArgumentException e) {
            LOG.warn("event=plan_unreadable message=\"the index was made by another version\"", e);
            return Optional.empty();
        }
    }
}
