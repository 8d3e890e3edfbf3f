package tidemark.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Waits for jobs to finish, by asking the daemon for each of them again and again. A daemon that does not answer is tried for a
 * minute, so that its restart ends no wait. Used once, by one thread.
 */
final class JobWatch {

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final DaemonClient daemon;
    private final Progress progress;
    private final Pace pace;
    private final Map<String, JobReport> jobs = new LinkedHashMap<>();

    /** Since when the daemon knows nothing of a job that it has not shown yet, in {@link Pace#nanos}. */
    private final Map<String, Long> missingSince = new HashMap<>();

    private final Set<String> seen = new HashSet<>();

    /** Since when the daemon does not say what was asked, or null if it did. */
    private @Nullable Long silentSince;

    JobWatch(DaemonClient daemon, Progress progress, Pace pace) {
        this.daemon = daemon;
        this.progress = progress;
        this.pace = pace;
    }

    /**
     * Waits until none of these is open.
     *
     * @return each as it ended
     * @throws DaemonFailure if the daemon stays away
     */
    List<JobReport> untilFinished(List<JobReport> begun) throws InterruptedException {
        begun.forEach(this::known);
        while (jobs.values().stream().anyMatch(job -> !job.finished())) {
            pace.pause(POLL);
            look();
        }
        return List.copyOf(jobs.values());
    }

    private void look() {
        for (JobReport job : List.copyOf(jobs.values())) {
            if (!job.finished() && !look(job)) {
                return;
            }
        }
    }

    /** Whether it could be asked for this one. */
    private boolean look(JobReport job) {
        try {
            JobReport now = JobReport.one(daemon, daemon.get("/_indexer/jobs/" + DaemonClient.encoded(job.id())));
            answered();
            seen.add(job.id());
            known(now);
            return true;
        } catch (DaemonFailure failure) {
            if (failure.notFound()) {
                answered();
                missing(job);
                return true;
            }
            silent(failure);
            return false;
        }
    }

    private void answered() {
        if (silentSince != null) {
            silentSince = null;
            progress.note("the daemon answers");
        }
    }

    /** One that was there is forgotten; one that a standby took in may come when the leader has read it. */
    private void missing(JobReport job) {
        long since = missingSince.computeIfAbsent(job.id(), id -> pace.nanos());
        if (seen.contains(job.id()) || tooLong(since)) {
            known(job.forgotten());
        }
    }

    private void silent(DaemonFailure failure) {
        if (!failure.mayPass()) {
            throw failure;
        }
        if (silentSince == null) {
            silentSince = pace.nanos();
            progress.note(failure.getMessage() + "; trying again for " + PATIENCE.toSeconds() + " s");
        } else if (tooLong(silentSince)) {
            DaemonFailure end = DaemonFailure.away(
                    failure.getMessage() + ", for " + PATIENCE.toSeconds() + " s",
                    "the jobs go on when it is back; see `tidemark jobs`");
            end.initCause(failure);
            throw end;
        }
    }

    private boolean tooLong(long since) {
        return pace.nanos() - since >= PATIENCE.toNanos();
    }

    private void known(JobReport job) {
        jobs.put(job.id(), job);
        progress.show(job);
    }
}
