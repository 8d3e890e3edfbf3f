package tidemark.acceptance;

import com.fasterxml.jackson.databind.JsonNode;

/** The marker {@code indexing}, read as DESIGN has it: what its watermark covers is searchable. */
record Marker(JsonNode json) {

    /** Whether the transaction is below the watermark; on a standby, among what was seen above it. */
    boolean covers(long xid) {
        JsonNode watermark = json.at("/position/watermark");
        if (watermark.has("xmax")) {
            return xid < watermark.get("xmax").asLong() && !contains(watermark.path("xip"), xid);
        }
        return xid < watermark.path("xmin").asLong() || contains(watermark.path("seen"), xid);
    }

    long cycles() {
        return json.path("cycles").asLong();
    }

    private static boolean contains(JsonNode list, long xid) {
        for (JsonNode one : list) {
            if (one.asLong() == xid) {
                return true;
            }
        }
        return false;
    }
}
