package tidemark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A job as the daemon tells of it. Immutable. What is absent or of another kind reads as empty or 0, so that a daemon of
 * another version can be asked.
 */
final class JobReport {

    private static final String COMPLETED = "completed";

    /** Not a status of the daemon: it no longer knows the job. */
    private static final String FORGOTTEN = "forgotten";

    private static final Set<String> FINISHED = Set.of(COMPLETED, "failed", "cancelled", FORGOTTEN);

    private final ObjectNode json;

    private JobReport(ObjectNode json) {
        this.json = json;
    }

    /** The job that this answer is. */
    static JobReport one(DaemonClient daemon, DaemonClient.Answer answer) {
        if (answer.json().path("id").asText().isEmpty()) {
            throw daemon.lacks("id");
        }
        return new JobReport(answer.json());
    }

    /** The jobs in this answer. */
    static List<JobReport> all(DaemonClient daemon, DaemonClient.Answer answer) {
        JsonNode jobs = answer.json().path("jobs");
        if (!jobs.isArray()) {
            throw daemon.lacks("jobs");
        }
        List<JobReport> reports = new ArrayList<>(jobs.size());
        for (JsonNode job : jobs) {
            if (!(job instanceof ObjectNode object)
                    || object.path("id").asText().isEmpty()) {
                throw daemon.lacks("id");
            }
            reports.add(new JobReport(object));
        }
        return reports;
    }

    /** The same job, of which the daemon knows no longer. */
    JobReport forgotten() {
        return new JobReport(json.deepCopy().put("status", FORGOTTEN));
    }

    ObjectNode json() {
        return json.deepCopy();
    }

    String id() {
        return text("id");
    }

    String type() {
        return text("label");
    }

    String status() {
        return text("status");
    }

    boolean finished() {
        return FINISHED.contains(status());
    }

    boolean completed() {
        return status().equals(COMPLETED);
    }

    boolean failed() {
        return status().equals("failed");
    }

    /** From 0 to 100, rounded down: 100 means done. */
    int percent() {
        return (int) Math.max(0, Math.min(100, Math.floor(json.path("progress").asDouble() * 100 + 1e-9)));
    }

    long total() {
        return json.path("total_docs").asLong();
    }

    long processed() {
        return json.path("processed_docs").asLong();
    }

    String documents() {
        return total() > 0 ? Words.count(processed()) + " of " + Words.count(total()) : Words.count(processed());
    }

    /** Documents per second; empty if not known. */
    String rate() {
        JsonNode rate = json.path("docs_per_second");
        return rate.isNumber() && !finished() ? Words.count(Math.round(rate.asDouble())) + "/s" : "";
    }

    /** Time left; empty if not known. */
    String eta() {
        JsonNode eta = json.path("eta_seconds");
        return eta.isNumber() && !finished() ? Words.clock(eta.asLong()) : "";
    }

    String reason() {
        return text("reason");
    }

    String started() {
        return Words.second(text("started_at"));
    }

    String error() {
        return text("error");
    }

    String detail() {
        return text("detail");
    }

    int retries() {
        return json.path("retry_count").asInt();
    }

    int maxRetries() {
        return json.path("max_retries").asInt();
    }

    /** The documents that were refused, each in one line. */
    List<String> failedItems() {
        List<String> items = new ArrayList<>();
        for (JsonNode item : json.path("failed_items")) {
            items.add(item.path("type").asText(type()) + " "
                    + item.path("id").asText("?") + ": "
                    + item.path("detail").asText(""));
        }
        return items;
    }

    private String text(String field) {
        JsonNode value = json.path(field);
        return value.isNull() ? "" : value.asText();
    }
}
