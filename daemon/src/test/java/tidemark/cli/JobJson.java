package tidemark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Jobs as a daemon tells of them. */
final class JobJson {

    private JobJson() {}

    static ObjectNode job(String type, String status, long processed, long total) {
        ObjectNode job = JsonNodeFactory.instance
                .objectNode()
                .put("id", type + "-1")
                .put("group", "g1")
                .put("label", type)
                .put("source_index", type + "_1")
                .putNull("dest_index")
                .put("reason", "asked for")
                .put("status", status)
                .put("progress", total == 0 ? 0.0 : (double) processed / total)
                .put("total_docs", total)
                .put("processed_docs", processed)
                .put("created_at", "2026-01-01T10:00:00.123456Z")
                .put("started_at", "2026-01-01T10:00:01.5Z")
                .put("updated_at", "2026-01-01T10:00:02Z")
                .putNull("completed_at")
                .putNull("error")
                .putNull("detail")
                .put("retry_count", 0)
                .put("max_retries", 3)
                .put("docs_per_second", 1234.4)
                .put("eta_seconds", 3723);
        job.putArray("failed_items");
        job.putObject("metadata").put("by", "me");
        job.putArray("children");
        return job;
    }

    /** A job that failed, with this many refused documents. */
    static ObjectNode failed(String type, int items) {
        ObjectNode job =
                job(type, "failed", 10, 100).put("error", "too many failures").put("detail", "first\nsecond");
        for (int i = 0; i < items; i++) {
            job.withArray("failed_items")
                    .addObject()
                    .put("id", "k" + i)
                    .put("type", type)
                    .put("detail", "mapper_parsing_exception");
        }
        return job;
    }

    static String list(JsonNode... jobs) {
        ObjectNode list =
                JsonNodeFactory.instance.objectNode().put("count", jobs.length).put("group", "g1");
        for (JsonNode job : jobs) {
            list.withArray("jobs").add(job);
        }
        if (jobs.length == 0) {
            list.putArray("jobs");
        }
        return list.toString();
    }
}
