package tidemark.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidemark.change.OperationCounts;
import tidemark.change.Position;
import tidemark.change.PrimaryWatermark;
import tidemark.change.StandbyWatermark;
import tidemark.change.TableName;
import tidemark.change.Watermark;
import tidemark.change.Witness;

/**
 * A position as the marker spells it: {@code {watermark: {xmax, xip} | {xmin, seen}, highest_consumed, witnesses: [{xid,
 * tid, at}], wal, timeline,
 * restored_through?, operations: [{schema, table, count}]}}.
 */
public final class PositionJson {

    private PositionJson() {}

    /** The JSON of a position. */
    public static ObjectNode write(Position position) {
        ObjectNode json = Json.object();
        json.set("watermark", watermark(position.watermark()));
        json.put("highest_consumed", position.highestConsumed());
        json.set("witnesses", witnesses(position.witnesses()));
        json.put("wal", position.wal()).put("timeline", position.timeline());
        json.set("operations", operations(position.operations()));
        return position.restoredThrough() == 0 ? json : json.put("restored_through", position.restoredThrough());
    }

    static ArrayNode operations(OperationCounts counts) {
        ArrayNode json = Json.MAPPER.createArrayNode();
        counts.byTable()
                .forEach((table, count) -> json.addObject()
                        .put("schema", table.schema())
                        .put("table", table.name())
                        .put("count", count));
        return json;
    }

    static OperationCounts operations(JsonNode json) {
        Map<TableName, Long> counts = new TreeMap<>();
        json.forEach(one -> counts.put(
                new TableName(one.path("schema").asText(), one.path("table").asText()),
                one.path("count").asLong()));
        return new OperationCounts(counts);
    }

    static ArrayNode witnesses(List<Witness> witnesses) {
        ArrayNode json = Json.MAPPER.createArrayNode();
        for (Witness witness : witnesses) {
            json.addObject()
                    .put("xid", witness.xid())
                    .put("tid", witness.tid().toString())
                    .put("at", witness.at().toString());
        }
        return json;
    }

    static List<Witness> witnesses(@Nullable JsonNode json) {
        return Json.list(
                json,
                witness -> new Witness(
                        witness.path("xid").asLong(),
                        UUID.fromString(witness.path("tid").asText()),
                        Instant.parse(witness.path("at").asText())));
    }

    private static ObjectNode watermark(Watermark watermark) {
        ObjectNode json = Json.object();
        if (watermark instanceof PrimaryWatermark primary) {
            json.put("xmax", primary.xmax());
            longs(json.putArray("xip"), primary.xip());
        } else if (watermark instanceof StandbyWatermark standby) {
            json.put("xmin", standby.xmin());
            longs(json.putArray("seen"), standby.seen());
        }
        return json;
    }

    private static void longs(ArrayNode array, List<Long> values) {
        values.forEach(array::add);
    }

    /**
     * Reads {@link #write} back.
     *
     * @throws IllegalArgumentException if a person edited it into another shape
     */
    public static Position read(JsonNode json) {
        JsonNode watermark = json.path("watermark");
        if (!watermark.has("xmax") && !watermark.has("xmin")) {
            throw new IllegalArgumentException("the marker's position has no watermark");
        }
        Watermark read = watermark.has("xmax")
                ? new PrimaryWatermark(
                        watermark.get("xmax").asLong(), Json.list(watermark.get("xip"), JsonNode::asLong))
                : new StandbyWatermark(
                        watermark.get("xmin").asLong(), Json.list(watermark.get("seen"), JsonNode::asLong));
        return new Position(
                read,
                json.path("highest_consumed").asLong(),
                witnesses(json.get("witnesses")),
                json.path("wal").asLong(),
                json.path("timeline").asInt(),
                json.path("restored_through").asLong(),
                operations(json.path("operations")));
    }
}
