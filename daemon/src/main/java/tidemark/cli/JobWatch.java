package tidemark.cli;

import java.time.Duration;
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
            known(JobReport.one(daemon, daemon.get("/_indexer/jobs/" + DaemonClient.encoded(job.id()))));
            seen.add(job.id());
        } catch (DaemonFailure failure) {
            if (failure.notFound()) {
                // One that a standby took in may be unknown for a while; one that was there once is forgotten.
                if (seen.contains(job.id()) || silentTooLong()) {
                    known(job.forgotten());
                }
                return true;
            }
            silent(failure);
            return false;
        }
        if (silentSince != null) {
            silentSince = null;
            progress.note("the daemon answers");
        }
        return true;
    }

    private void silent(DaemonFailure failure) {
        if (!failure.mayPass()) {
            throw failure;
        }
        boolean news = silentSince == null;
        if (silentTooLong()) {
            DaemonFailure end = DaemonFailure.away(
                    failure.getMessage() + ", for " + PATIENCE.toSeconds() + " s",
                    "the jobs go on when it is back; see `tidemark jobs`");
            end.initCause(failure);
            throw end;
        }
        if (news) {
            progress.note(failure.getMessage() + "; trying again for " + PATIENCE.toSeconds() + " s");
        }
    }

    private boolean silentTooLong() {
        long now = pace.nanos();
        if (silentSince == null) {
            silentSince = now;
        }
        return now - silentSince >= PATIENCE.toNanos();
    }

    private void known(JobReport job) {
        jobs.put(job.id(), job);
        progress.show(job);
    }
}
