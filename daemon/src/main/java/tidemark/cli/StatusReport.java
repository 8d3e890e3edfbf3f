package tidemark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a daemon tells of itself, from several answers. What is absent reads as empty, so that a daemon of another version can be
 * asked.
 *
 * @param indexer {@code GET /_indexer}
 * @param health {@code GET /_indexer/health}
 * @param jobs the unfinished ones
 * @param verification {@code GET /_indexer/verification}; empty while the daemon is not connected
 * @param indexing {@code GET /_indexer/indexing_status}; empty where the daemon has none
 * @param silent what was asked and not answered in time: a server behind the daemon hangs
 */
record StatusReport(
        ObjectNode indexer,
        ObjectNode health,
        List<JobReport> jobs,
        ObjectNode verification,
        ObjectNode indexing,
        List<String> silent) {

    private static final Logger LOG = LoggerFactory.getLogger(StatusReport.class);
    private static final int NOT_FOUND = 404;
    private static final int NOT_READY = 503;

    /** Asks. */
    static StatusReport of(DaemonClient daemon) {
        ObjectNode indexer = daemon.get("/_indexer").json();
        if (!indexer.path("status").isTextual()) {
            throw daemon.lacks("status");
        }
        ObjectNode health = daemon.get("/_indexer/health", NOT_READY).json();
        List<String> silent = new ArrayList<>();
        DaemonClient.Answer jobs = asked(daemon, "/_indexer/jobs?status=pending,running", silent);
        return new StatusReport(
                indexer,
                health,
                jobs.status() == 200 ? JobReport.all(daemon, jobs) : List.of(),
                told(asked(daemon, "/_indexer/verification", silent)),
                told(asked(daemon, "/_indexer/indexing_status", silent)),
                List.copyOf(silent));
    }

    /** What needs a server behind the daemon must not hide what the daemon knows by itself. */
    private static DaemonClient.Answer asked(DaemonClient daemon, String path, List<String> silent) {
        try {
            return daemon.get(path, NOT_READY);
        } catch (DaemonFailure failure) {
            if (!failure.notFound() && !failure.mayPass()) {
                throw failure;
            }
            if (failure.mayPass()) {
                LOG.debug("event=not_answered path={}", path, failure);
                silent.add(path.replaceAll("^/_indexer/|\\?.*", ""));
            }
            return new DaemonClient.Answer(NOT_FOUND, "", JsonNodeFactory.instance.objectNode());
        }
    }

    private static ObjectNode told(DaemonClient.Answer answer) {
        return answer.status() == 200 ? answer.json() : JsonNodeFactory.instance.objectNode();
    }

    /** All of it as one object, each answer as it came. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("indexer", indexer);
        json.set("health", health);
        jobs.forEach(job -> json.withArray("jobs").add(job.json()));
        if (jobs.isEmpty()) {
            json.putArray("jobs");
        }
        json.set("verification", verification);
        silent.forEach(json.putArray("not_answered")::add);
        if (!indexing.isEmpty()) {
            json.set("indexing_status", indexing);
        }
        return json;
    }

    /** Whether this daemon does the work; another one tells little. */
    boolean leads() {
        return indexer.path("leading").asBoolean();
    }

    /** Whether people paused it: then nothing is indexed, however quiet it looks. */
    boolean paused() {
        return indexer.path("paused").isObject();
    }

    /** Whether nothing more is to come by itself: every type has its index, or needs somebody. */
    boolean settled() {
        JsonNode types = indexer.path("types");
        boolean building = types.valueStream()
                .anyMatch(type -> type.path("status").asText().equals("building"));
        boolean waits = indexer.path("status").asText().equals("waiting");
        return leads() && (paused() || (waits && !types.isEmpty() && !building && jobs.isEmpty()));
    }

    /** The exit code that this means. */
    int exitCode() {
        boolean away = health.path("dependencies")
                .valueStream()
                .anyMatch(server -> server.path("status").asText().equals("away"));
        if (away || !silent.isEmpty()) {
            return ExitCodes.AWAY;
        }
        boolean broken = indexer.path("types")
                .valueStream()
                .map(type -> type.path("status").asText())
                .anyMatch(status -> status.equals("stale") || status.equals("failed"));
        // With both servers up it sleeps only because a look failed, and will again until somebody has read why.
        boolean failing = indexer.path("status").asText().equals("sleeping");
        boolean act = broken || failing || paused() || indexer.path("troubled").asLong() > 0 || drifted() > 0;
        return act ? ExitCodes.REFUSED : ExitCodes.DONE;
    }

    /** Documents that verification found wrong and has not mended. */
    long drifted() {
        return verification
                .path("types")
                .valueStream()
                .mapToLong(StatusReport::drift)
                .sum();
    }

    private static long drift(JsonNode type) {
        long found = type.path("missing").asLong()
                + type.path("extra").asLong()
                + type.path("different").asLong();
        return Math.max(0, found - type.path("repaired").asLong());
    }
}
