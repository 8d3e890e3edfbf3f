package tidemark.rebuild;

import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.state.Job;

/** What keeps the list of jobs short, and one per type. */
final class JobHistory {

    private static final Logger LOG = LoggerFactory.getLogger(JobHistory.class);

    /** Jobs that are over and still shown. */
    static final int KEPT = 100;

    private JobHistory() {}

    /** Forgets the oldest that are over; of two that wait for one type, by requests to two daemons at once, the later is cancelled. */
    static void tidy(JobBook jobs, Clock clock) {
        List<Job> all = jobs.all();
        Set<String> open = new HashSet<>();
        for (Job job : all) {
            if (job.rebuilds() && job.status().open() && !open.add(job.type()) && job.status() == Job.Status.PENDING) {
                jobs.change(job.id(), current -> current.cancelled("the same as an earlier one", clock.instant()));
            }
        }
        // What a type stands by is not the oldest of anything: forgetting it would rebuild, or never try again.
        List<Job> over = all.stream()
                .filter(job -> !job.status().open() && !job.equals(jobs.newest(job.type())))
                .toList();
        if (over.size() > KEPT) {
            Set<String> oldest = new HashSet<>();
            over.subList(0, over.size() - KEPT).forEach(job -> oldest.add(job.id()));
            LOG.info("event=jobs_forgotten count={}", jobs.forget(job -> oldest.contains(job.id())));
        }
    }
}
