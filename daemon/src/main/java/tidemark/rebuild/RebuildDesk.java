package tidemark.rebuild;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.change.Position;
import tidemark.cycle.Rebuilds;
import tidemark.cycle.Types;
import tidemark.delivery.Delivery;
import tidemark.index.IndexMeta;
import tidemark.index.Indices;
import tidemark.lifecycle.Refusal;
import tidemark.lifecycle.Unavailable;
import tidemark.snapshot.SharedSnapshot;
import tidemark.snapshot.Snapshots;
import tidemark.state.Book;
import tidemark.state.Control;
import tidemark.state.Job;
import tidemark.state.Names;
import tidemark.state.StateLost;
import tidemark.state.StateStore;
import tidemark.state.Target;

/**
 * Where rebuild jobs are asked for, begun and ended. Called on the master loop's thread alone, but for {@link #stop}; only the
 * attempts' own threads fill.
 */
public final class RebuildDesk implements Rebuilds {

    private static final Logger LOG = LoggerFactory.getLogger(RebuildDesk.class);

    private final Types types;
    private final Indices indices;
    private final Layouts layouts;
    private final JobBook jobs;
    private final RebuildOptions options;
    private final Clock clock;
    private final ExecutorService pool;
    private final Attempt.Tools tools;
    private final Ending ending;
    private final Map<String, Attempt> attempts = new LinkedHashMap<>();
    private final Set<String> begun = new LinkedHashSet<>();
    private List<Attempt> noted = List.of();

    /**
     * What a desk joins.
     *
     * @param snapshots of the rebuilds, apart from those of the cycles
     * @param ended woken when an attempt ends
     * @param fatal told of an {@link Error}
     */
    public record Parts(
            Types types,
            StateStore store,
            Snapshots snapshots,
            Delivery delivery,
            Layouts layouts,
            Ending.Log log,
            ExecutorService pool,
            Clock clock,
            Runnable ended,
            Consumer<Throwable> fatal) {}

    /** A desk. */
    public RebuildDesk(Parts parts, RebuildOptions options) {
        this.types = parts.types();
        this.layouts = parts.layouts();
        this.indices = layouts.indices();
        this.jobs = new JobBook(parts.store(), parts.clock(), options.limits());
        this.options = options;
        this.clock = parts.clock();
        this.pool = parts.pool();
        this.tools = new Attempt.Tools(
                parts.snapshots(), parts.delivery(), jobs, options, parts.clock(), parts.ended(), parts.fatal());
        this.ending = new Ending(types, jobs, layouts, parts.delivery(), parts.log(), parts.clock());
    }

    @Override
    public Control recover(Book book, Control before) {
        attempts.values().forEach(Attempt::abandon);
        attempts.clear();
        jobs.read();
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

    private Control recovered(Control control, Job job) {
        Target target = control.target(job.type());
        String dest = job.dest();
        if (dest == null) {
            return control;
        }
        if (layouts.live(job.type()).filter(dest::equals).isPresent()) {
            LOG.info("event=job_was_swapped job={}", job.id());
            jobs.change(job.id(), current -> current.completed(current.processed(), clock.instant()));
            String made = indices.meta(dest).map(IndexMeta::plan).orElse("");
            return control.with(job.type(), target.swapped(dest, made));
        }
        boolean registered = registered(job, target);
        Instant now = clock.instant();
        jobs.change(
                job.id(),
                current -> registered ? current.pendingAtCursor(now) : current.beginAgain("its index was lost", now));
        LOG.info("event=job_found job={} registered={}", job.id(), registered);
        return registered ? control : control.with(job.type(), target.withoutFilling());
    }

    /** Whether a job's index stayed registered, is there, and is made by the plan of today: then it goes on where it was. */
    private boolean registered(Job job, Target target) {
        String dest = job.dest();
        return dest != null
                && dest.equals(target.filling())
                && job.id().equals(target.job())
                && indices.meta(dest)
                        .map(IndexMeta::plan)
                        .filter(types.hash(job.type())::equals)
                        .isPresent();
    }

    private Control withoutOrphans(Control control, String type) {
        Target target = control.target(type);
        Job open = jobs.open(type);
        if (target.filling() != null && (open == null || !target.filling().equals(open.dest()))) {
            target = target.withoutFilling();
        }
        for (String physical : layouts.physicals(type)) {
            boolean served = layouts.live(type).filter(physical::equals).isPresent();
            if (!served && !physical.equals(target.live()) && !physical.equals(target.filling())) {
                LOG.info("event=orphan_dropped index={}", physical);
                indices.drop(physical);
            }
        }
        return control.with(type, target);
    }

    @Override
    public Control request(Control before, Collection<String> wanted, String reason, boolean changesRide) {
        Control control = before;
        List<String> without = new ArrayList<>();
        for (String type : wanted) {
            Job open = jobs.open(type);
            if (open == null) {
                without.add(type);
            } else if (changesRide && open.dest() != null) {
                control = beginAgain(control, open, reason);
            }
            Target target = control.target(type);
            // Without changes that ride on it the live index is as true as before.
            control = changesRide && target.live() != null ? control.with(type, target.stale(reason)) : control;
        }
        if (!without.isEmpty()) {
            jobs.create(without, reason);
            LOG.info("event=jobs_requested types={} reason=\"{}\"", without, reason);
        }
        return control;
    }

    @Override
    public Control ensure(Control control, String type, String reason) {
        boolean failed = jobs.all().stream()
                .filter(job -> job.type().equals(type))
                .reduce((earlier, later) -> later)
                .filter(newest -> newest.status() == Job.Status.FAILED)
                .isPresent();
        return failed ? control : request(control, List.of(type), reason, false);
    }

    /** Changes rode on a running job: its chunks may have read before them, so it begins again with a fresh index. */
    private Control beginAgain(Control control, Job job, String reason) {
        Attempt attempt = attempts.remove(job.id());
        if (attempt != null) {
            attempt.abandon();
        }
        jobs.change(job.id(), current -> current.beginAgain(reason, clock.instant()));
        if (job.dest() != null) {
            begun.add(job.dest());
        }
        LOG.info("event=job_begins_again job={} reason=\"{}\"", job.id(), reason);
        return control.with(job.type(), control.target(job.type()).withoutFilling());
    }

    @Override
    public Control claim(Book book, Control before, Position position) {
        Control control = abandoned(failures(book, before));
        if (!control.equals(before)) {
            Ending.put(book, control);
        }
        dropBegun(control);
        for (Job job : jobs.all()) {
            boolean due = job.status() == Job.Status.PENDING || retryDue(job);
            if (attempts.size() < options.parallel() && due && types.names().contains(job.type())) {
                control = begin(book, control, job, position);
            }
        }
        return control;
    }

    /** A job that runs by its object, but that nobody works on: its claim was cut off, or somebody changed it. */
    private Control abandoned(Control before) {
        Control control = before;
        for (Job job : jobs.all()) {
            boolean nobody = job.status() == Job.Status.RUNNING && !attempts.containsKey(job.id());
            if (nobody && types.names().contains(job.type())) {
                control = recovered(control, job);
            }
        }
        return control;
    }

    /** Indices of jobs that began again, once the control no longer lists them. */
    private void dropBegun(Control control) {
        for (String index : List.copyOf(begun)) {
            boolean listed = control.targets().values().stream()
                    .anyMatch(target -> index.equals(target.filling()) || index.equals(target.live()));
            if (!listed) {
                indices.drop(index);
            }
            begun.remove(index);
        }
    }

    private Job newest(String type) {
        return jobs.all().stream()
                .filter(job -> job.type().equals(type))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    private boolean retryDue(Job job) {
        Instant failed = job.completedAt();
        return job.status() == Job.Status.FAILED
                && job.retryCount() < job.maxRetries()
                && failed != null
                && newest(job.type()).id().equals(job.id())
                && !clock.instant().isBefore(failed.plus(options.retryDelay()));
    }

    private Control begin(Book book, Control before, Job job, Position position) {
        Job next = job.status() == Job.Status.FAILED
                ? jobs.change(job.id(), current -> current.retried(clock.instant()))
                : job;
        Target target = before.target(next.type());
        String dest = next.dest();
        boolean resumes =
                dest != null && dest.equals(target.filling()) && next.id().equals(target.job()) && indices.exists(dest);
        return resumes ? resume(before, next) : fresh(book, before, next, position);
    }

    /** An index that is sealed was filled: the process that was ending the job died before it was done. */
    private Control resume(Control control, Job job) {
        boolean sealed = indices.sealed(Objects.requireNonNull(job.dest(), "a job that resumes has an index"));
        start(jobs.change(job.id(), current -> current.resumed(clock.instant())), sealed);
        return control;
    }

    /** Claimed, then made, then registered; only then may a chunk take its snapshot. */
    private Control fresh(Book book, Control before, Job job, Position position) {
        String type = job.type();
        Control raised = before.raised(clock.millis(), 0);
        String dest = layouts.name(type, raised.generation());
        Job claimed = jobs.change(
                job.id(),
                current -> current.beginAgain("", clock.instant())
                        .claimed(raised.generation(), before.target(type).live(), dest, position, 0, clock.instant()));
        layouts.create(type, dest);
        Control registered = raised.with(type, raised.target(type).filling(dest, job.id(), raised.generation()));
        Ending.put(book, registered);
        start(claimed, false);
        return registered;
    }

    private void start(Job job, boolean sealed) {
        Attempt attempt = new Attempt(tools, job, types.plan(job.type()), sealed);
        attempts.put(job.id(), attempt);
        attempt.start(pool);
        LOG.info(
                "event=job_started job={} type={} index={} generation={} cursor={}",
                job.id(),
                job.type(),
                job.dest(),
                job.generation(),
                job.cursor() == null ? "none" : "kept");
    }

    /** Attempts that ended without filling their index. */
    private Control failures(Book book, Control before) {
        Control control = before;
        for (Attempt attempt : List.copyOf(attempts.values())) {
            if (attempt.ended() && !attempt.filled()) {
                control = ended(book, control, attempt);
                attempts.remove(attempt.job());
            }
        }
        return control;
    }

    private Control ended(Book book, Control control, Attempt attempt) {
        RuntimeException failure = attempt.failure();
        Job job = Objects.requireNonNull(jobs.find(attempt.job()), "an attempt's job is known");
        if (failure == null || failure instanceof IndexGone) {
            jobs.change(job.id(), current -> current.beginAgain("its index was lost", clock.instant()));
        } else {
            jobs.change(
                    job.id(),
                    current ->
                            current.failed(String.valueOf(failure.getMessage()), failure.toString(), clock.instant()));
        }
        Control next = control.with(job.type(), control.target(job.type()).withoutFilling());
        Ending.put(book, next);
        indices.drop(attempt.index());
        return next;
    }

    @Override
    public boolean ready() {
        return attempts.values().stream().anyMatch(Attempt::filled);
    }

    @Override
    public boolean noteReady() {
        noted = attempts.values().stream().filter(Attempt::filled).toList();
        return !noted.isEmpty();
    }

    @Override
    public Control close(Book book, Control before, SharedSnapshot snapshot, Position until) {
        Control control = before;
        for (Attempt attempt : noted) {
            // One that a change rode on meanwhile is no longer among the attempts.
            if (attempts.get(attempt.job()) == attempt) {
                control = ended(book, control, attempt, snapshot);
                attempts.remove(attempt.job());
            }
        }
        return control;
    }

    /** A fault of one job is that job's: it fails, and indexing goes on. */
    private Control ended(Book book, Control control, Attempt attempt, SharedSnapshot snapshot) {
        try {
            return ending.end(book, control, attempt, snapshot);
        } catch (StateLost | Unavailable | Refusal e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("event=job_failed job={} runbook=ops/runbook.md#job-failed", attempt.job(), e);
            Job job = jobs.change(
                    attempt.job(),
                    current -> current.failed(String.valueOf(e.getMessage()), e.toString(), clock.instant()));
            Control read = Objects.requireNonNull(Control.read(book.body(Names.INDEXER)), "the control was written");
            return Ending.put(
                    book, read.with(job.type(), read.target(job.type()).withoutFilling()));
        }
    }

    /** No log row of this transaction or a later one may be pruned: a running job needs them. Any thread. */
    public long keepFrom() {
        return jobs.all().stream()
                .filter(job -> job.status().open() && types.names().contains(job.type()))
                .map(Job::start)
                .filter(Objects::nonNull)
                .mapToLong(start -> start.watermark().floor())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /**
     * Stops filling: no new chunk; those under way are waited for up to the grace; the jobs are pending again at their
     * cursors. After the loop has stopped.
     */
    public void stop(Duration grace) throws InterruptedException {
        long until = System.nanoTime() + grace.toNanos();
        List<Attempt> running = List.copyOf(attempts.values());
        running.forEach(Attempt::abandon);
        for (Attempt attempt : running) {
            boolean ended = attempt.awaitEnd(Math.max(0, until - System.nanoTime()));
            LOG.info("event=job_paused job={} settled={}", attempt.job(), ended);
            try {
                jobs.change(attempt.job(), current -> current.pendingAtCursor(clock.instant()));
            } catch (StateLost | Unavailable e) {
                // Found running, it is pending again at the next start all the same.
                LOG.info("event=job_left_running job={} message=\"{}\"", attempt.job(), e.getMessage());
            }
        }
    }
}
