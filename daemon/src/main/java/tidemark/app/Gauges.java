package tidemark.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tidemark.config.Configuration;
import tidemark.cycle.StatusBoard;
import tidemark.plan.FollowUpSpec;
import tidemark.rebuild.JobFigures;
import tidemark.telemetry.Family;
import tidemark.telemetry.Freshness;
import tidemark.telemetry.Metrics;
import tidemark.telemetry.Readings;

/** What stands, read at each scrape from what the rooms publish. Of types, jobs and followers a leader alone knows. */
final class Gauges implements Metrics.Source {

    private static final List<String> INDEX_STATUS = List.of("online", "building", "stale", "failed");
    private static final List<String> JOB_STATUS = List.of("pending", "running", "completed", "failed", "cancelled");

    private final Supplier<Configuration> configuration;
    private final StatusBoard board;
    private final Supplier<@Nullable Assembly> running;

    Gauges(Supplier<Configuration> configuration, StatusBoard board, Supplier<@Nullable Assembly> running) {
        this.configuration = configuration;
        this.board = board;
        this.running = running;
    }

    @Override
    public void read(Readings into) {
        ObjectNode shown = board.json();
        boolean leads = shown.path("leading").asBoolean();
        into.put(Family.LEADING, leads);
        into.put(Family.READY, board.ready());
        board.dependencies().properties().forEach(server -> {
            String status = server.getValue().path("status").asText();
            if (!status.equals("unknown")) {
                into.put(Family.SERVER_UP, status.equals("up"), server.getKey());
            }
        });
        Assembly parts = running.get();
        if (leads && parts != null) {
            into.put(Family.PAUSED, board.pausedBecause() != null);
            indices(shown.path("types"), into);
            configuration
                    .get()
                    .types()
                    .keySet()
                    .forEach(type -> freshness(type, parts.freshness().of(type), into));
            shown.path("audits_owed")
                    .properties()
                    .forEach(
                            type -> into.put(Family.AUDITS_OWED, type.getValue().asLong(), type.getKey()));
            jobs(parts.jobFigures(), into);
            followers(parts, into);
            verification(parts.verification().path("types"), into);
        }
    }

    private static void indices(JsonNode types, Readings into) {
        types.properties().forEach(type -> {
            String status = type.getValue().path("status").asText();
            INDEX_STATUS.forEach(each -> into.put(Family.INDEX_STATUS, each.equals(status), type.getKey(), each));
        });
    }

    private static void freshness(String type, Freshness.Figures figures, Readings into) {
        if (figures.count() > 0) {
            into.put(Family.FRESHNESS, figures.p50().toNanos() / 1e9, type, "0.5");
            into.put(Family.FRESHNESS, figures.p99().toNanos() / 1e9, type, "0.99");
        }
    }

    private static void jobs(List<JobFigures> jobs, Readings into) {
        Map<String, Integer> counts = new TreeMap<>();
        // The older one of a type works; a newer one waits.
        Map<String, JobFigures> open = new TreeMap<>();
        for (JobFigures job : jobs) {
            counts.merge(job.status(), 1, Integer::sum);
            if (job.open()) {
                open.putIfAbsent(job.type(), job);
            }
        }
        JOB_STATUS.forEach(status -> into.put(Family.JOBS, counts.getOrDefault(status, 0), status));
        open.forEach((type, job) -> {
            into.put(Family.JOB_PROGRESS, job.progress(), type);
            into.put(Family.JOB_DOCUMENTS, job.documents(), type);
            into.put(Family.JOB_PROCESSED, job.processed(), type);
            into.put(Family.JOB_RATE, job.perSecond(), type);
            into.put(Family.JOB_CHUNKS, job.chunks(), type);
            if (job.updated() != null) {
                into.put(Family.JOB_UPDATED, seconds(job.updated()), type);
            }
        });
    }

    private void followers(Assembly parts, Readings into) {
        for (FollowUpSpec spec : configuration.get().followUps()) {
            ObjectNode one = parts.followUp(spec.title());
            if (one != null) {
                into.put(Family.FOLLOWUP_GROUPS, one.path("lag").path("groups").asLong(), spec.title());
                into.put(Family.FOLLOWUP_IDS, one.path("lag").path("ids").asLong(), spec.title());
                into.put(Family.FOLLOWUP_TAKEN, one.path("cycles").asLong(), spec.title());
                into.put(Family.FOLLOWUP_FAILING, one.path("status").asText().equals("failing"), spec.title());
            }
        }
    }

    private static void verification(JsonNode types, Readings into) {
        types.properties().forEach(type -> {
            JsonNode one = type.getValue();
            if (one.path("completed_at").isTextual()) {
                Instant completed = Instant.parse(one.path("completed_at").asText());
                into.put(Family.VERIFICATION_COMPLETED, seconds(completed), type.getKey());
            }
            into.put(Family.VERIFICATION_SWEEPS, one.path("sweeps").asLong(), type.getKey());
            into.put(Family.VERIFICATION_DRIFT, one.path("drift_total").asLong(), type.getKey());
        });
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1e3;
    }
}
