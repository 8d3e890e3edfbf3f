package tidemark.rebuild;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.cycle.Types;
import tidemark.index.IndexMeta;
import tidemark.index.Indices;
import tidemark.state.Control;
import tidemark.state.Job;
import tidemark.state.Target;

/** What becomes of jobs and indices that nobody works on: left behind by a process that died, or by a claim that was cut off. */
final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    /** Far below the hour that an orphan may live. */
    private static final Duration ORPHANS = Duration.ofMinutes(10);

    private final Types types;
    private final JobBook jobs;
    private final Layouts layouts;
    private final Indices indices;
    private final Clock clock;
    private final Map<String, Runnable> completions = new LinkedHashMap<>();
    private long orphansDropped = System.nanoTime();

    Recovery(Types types, JobBook jobs, Layouts layouts, Clock clock) {
        this.types = types;
        this.jobs = jobs;
        this.layouts = layouts;
        this.indices = layouts.indices();
        this.clock = clock;
    }

    /** All of them, after taking the lead: jobs first, then indices that no job knows. */
    Control all(Control before) {
        jobs.read();
        completions.clear();
        Control control = before;
        for (Job job : jobs.all()) {
            if (job.status().open() && types.names().contains(job.type())) {
                control = recovered(control, job);
            }
        }
        for (String type : types.names()) {
            control = withoutOrphans(control, type);
        }
        return control;
    }

    /** Whether jobs were found that are done but for saying so. */
    boolean completes() {
        return !completions.isEmpty();
    }

    /** Says so, once the control that lets their indices serve is durable: until then they are found again. */
    void complete() {
        completions.values().forEach(Runnable::run);
        completions.clear();
    }

    /** One job: completed if its index serves already, else pending, at its cursor or from nothing. */
    Control recovered(Control control, Job job) {
        Target target = control.target(job.type());
        if (job.kind() == Job.Kind.ROLL_BACK) {
            return rolledBack(control, job, target);
        }
        String dest = job.dest();
        if (dest == null) {
            return control;
        }
        if (layouts.live(job.type()).filter(dest::equals).isPresent()) {
            LOG.info("event=job_was_swapped job={}", job.id());
            long documents = indices.count(dest);
            completions.put(
                    job.id(), () -> jobs.change(job.id(), current -> current.completed(documents, clock.instant())));
            String made = indices.meta(dest).map(IndexMeta::plan).orElse("");
            Target.Build build = new Target.Build(documents, clock.instant());
            return control.with(job.type(), target.swapped(dest, made, build));
        }
        boolean registered = registered(job, target);
        Instant now = clock.instant();
        jobs.change(
                job.id(),
                current -> registered ? current.pendingAtCursor(now) : current.beginAgain("its index was lost", now));
        LOG.info("event=job_found job={} registered={}", job.id(), registered);
        return registered ? control : control.with(job.type(), target.withoutFilling());
    }

    /** A roll back that was cut short: the alias tells whether it was done. */
    private Control rolledBack(Control control, Job job, Target target) {
        Target.Previous previous = target.previous();
        if (job.status() != Job.Status.RUNNING) {
            return control;
        }
        String live = layouts.live(job.type()).orElse(null);
        boolean moved = previous != null && previous.index().equals(live);
        // The control may have been put down, and the job not.
        boolean told = previous == null && job.swapping() && live != null && live.equals(target.live());
        if (moved || told) {
            completions.put(job.id(), () -> jobs.change(job.id(), current -> current.completed(0, clock.instant())));
        } else {
            jobs.change(job.id(), current -> current.pendingAtCursor(clock.instant()));
        }
        return moved ? control.with(job.type(), target.rolledBack()) : control;
    }

    /** Whether a job's index stayed registered, is there, and is made by the plan of today: then it goes on where it was. */
    private boolean registered(Job job, Target target) {
        String dest = job.dest();
        return dest != null
                && dest.equals(target.filling())
                && job.id().equals(target.job())
                && layouts.fits(job.type(), dest);
    }

    private Control withoutOrphans(Control control, String type) {
        Target target = control.target(type);
        Job job = target.job() == null ? null : jobs.find(target.job());
        boolean wanted = job != null && job.needsIndex() && registered(job, target);
        if (target.filling() != null && !wanted) {
            target = target.withoutFilling();
        }
        dropOrphans(type, target);
        return control.with(type, target);
    }

    private void dropOrphans(String type, Target target) {
        for (String physical : layouts.physicals(type)) {
            boolean served = layouts.live(type).filter(physical::equals).isPresent();
            if (!served && !Layouts.listed(target, physical)) {
                LOG.info("event=orphan_dropped index={}", physical);
                indices.drop(physical);
            }
        }
    }

    /** Indices that nobody lists, from time to time: whatever was interrupted before it dropped one. */
    void dropOrphans(Control durable) {
        if (System.nanoTime() - orphansDropped > ORPHANS.toNanos()) {
            types.names().forEach(type -> dropOrphans(type, durable.target(type)));
            orphansDropped = System.nanoTime();
        }
    }
}
