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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.change.DocumentId;
import tidemark.change.Position;
import tidemark.change.Witness;
import tidemark.cycle.Rebuilds;
import tidemark.cycle.Types;
import tidemark.delivery.Delivery;
import tidemark.index.IndexRefused;
import tidemark.index.Indices;
import tidemark.lifecycle.Refusal;
import tidemark.lifecycle.Unavailable;
import tidemark.snapshot.SharedSnapshot;
import tidemark.snapshot.Snapshots;
import tidemark.state.Book;
import tidemark.state.Control;
import tidemark.state.FailedDocument;
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
    private final Recovery recovery;
    private final Beginning beginning;
    private final Ending ending;
    private final RollBacks rollBacks;
    private final BuildTriggers triggers;
    private final Asked asked;
    private final JobRequests requests;
    private final Map<String, Attempt> attempts = new LinkedHashMap<>();
    private final Set<String> begun = new LinkedHashSet<>();
    private final Map<String, String> triggered = new LinkedHashMap<>();
    private boolean adjusted;
    private List<Attempt> noted = List.of();
    private Map<Attempt, List<Witness>> seen = Map.of();

    /**
     * What a desk joins.
     *
     * @param snapshots of the rebuilds, apart from those of the cycles
     * @param witnesses the change log as chunks see it
     * @param keys whether a text can be a key
     * @param leads whether this process leads
     * @param ended woken when an attempt ends
     * @param fatal told of an {@link Error}
     * @param observers told what jobs do
     */
    public record Parts(
            Types types,
            StateStore store,
            Snapshots snapshots,
            Delivery delivery,
            Layouts layouts,
            Ending.Log log,
            Witnesses.Log witnesses,
            JobRequests.KeyCheck keys,
            ExecutorService pool,
            Clock clock,
            BooleanSupplier leads,
            Runnable ended,
            Consumer<Throwable> fatal,
            Observers observers) {}

    /** A desk. */
    public RebuildDesk(Parts parts, RebuildOptions options) {
        this.types = parts.types();
        this.indices = parts.layouts().indices();
        this.jobs = new JobBook(parts.store(), parts.clock(), options.limits());
        this.options = options;
        this.clock = parts.clock();
        this.layouts = parts.layouts();
        Attempt.Tools tools = new Attempt.Tools(
                parts.snapshots(),
                parts.delivery(),
                jobs,
                options,
                parts.witnesses(),
                clock,
                parts.ended(),
                parts.fatal(),
                parts.observers());
        this.recovery = new Recovery(types, jobs, layouts, clock);
        this.beginning = new Beginning(types, jobs, layouts, parts.pool(), tools);
        this.rollBacks = new RollBacks(types, jobs, layouts, clock);
        this.ending = new Ending(options.keepPrevious(), types, jobs, layouts, parts.delivery(), parts.log(), clock);
        this.triggers = new BuildTriggers(options.when(), jobs, indices, clock);
        this.asked = new Asked(types, jobs, clock);
        this.requests = new JobRequests(
                types,
                jobs,
                parts.keys(),
                clock,
                parts.leads(),
                parts.ended(),
                parts.observers().traces());
    }

    /** How all jobs last stood, in numbers. Any thread; asks no server. */
    public List<JobFigures> figures() {
        return jobs.figures();
    }

    /** What people ask, on any thread. */
    public JobRequests requests() {
        return requests;
    }

    @Override
    public Control recover(Book book, Control before) {
        suspend();
        Control control = completed(book, recovery.all(before));
        if (!adjusted) {
            layouts.adjust(control);
            adjusted = true;
        }
        return control;
    }

    /** What was cut short between the alias and the control is put down in this order: a job that is over says so last. */
    private Control completed(Book book, Control control) {
        if (!recovery.completes()) {
            return control;
        }
        Control durable = Ending.put(book, control);
        recovery.complete();
        return durable;
    }

    @Override
    public boolean moves(String type, String index) {
        return jobs.all().stream()
                .filter(job -> job.type().equals(type) && job.status() == Job.Status.RUNNING && job.swapping())
                .anyMatch(job -> job.kind() == Job.Kind.ROLL_BACK || index.equals(job.dest()));
    }

    @Override
    public void suspend() {
        attempts.values().forEach(this::leave);
        attempts.clear();
    }

    private void leave(Attempt attempt) {
        attempt.abandon();
        jobs.unwatch(attempt.job());
        attempt.over();
    }

    @Override
    public Control request(Control before, Collection<String> wanted, String reason, boolean changesRide) {
        List<Attempt> left = new ArrayList<>();
        try {
            // Nobody cancels an open job between this sees it and makes it begin again: the changes would ride on none.
            synchronized (jobs) {
                return requested(before, new Request(wanted, reason, changesRide), left);
            }
        } finally {
            // Without that lock: an attempt's own threads hold theirs when they report to the jobs.
            left.forEach(this::leave);
        }
    }

    private record Request(Collection<String> types, String reason, boolean changesRide) {}

    private Control requested(Control before, Request request, List<Attempt> left) {
        String reason = request.reason();
        boolean changesRide = request.changesRide();
        Control control = before;
        List<String> without = new ArrayList<>();
        for (String type : request.types()) {
            Job open = jobs.open(type);
            if (open == null) {
                without.add(type);
                // A failed job's index misses what rides: a retry must not go on in it.
                control = changesRide ? unregistered(control, type) : control;
            } else if (changesRide && open.dest() != null) {
                control = beginAgain(control, open, reason, left);
            }
            // What rides reaches neither the index that serves nor the one that served before.
            control = changesRide ? control.with(type, control.target(type).withoutPrevious()) : control;
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
        Job newest = jobs.newest(type);
        boolean left = newest != null
                && (newest.kind() == Job.Kind.ROLL_BACK
                        || (newest.status() == Job.Status.FAILED && !ofAnotherPlan(newest))
                        || newest.status() == Job.Status.CANCELLED);
        return left ? control : request(control, List.of(type), reason, false);
    }

    /** What failed by an earlier configuration may go well by this one. */
    private boolean ofAnotherPlan(Job failed) {
        String plan = failed.plan();
        return plan != null && !plan.equals(types.hash(failed.type()));
    }

    @Override
    public Control changed(Control control, String type) {
        Target target = control.target(type);
        Layouts.Fit fit = layouts.adapt(type, Objects.requireNonNull(target.live(), "a live index"));
        if (fit == Layouts.Fit.ADAPTED) {
            LOG.info("event=index_adapted type={} index={}", type, target.live());
            return control.with(type, target.replanned(types.hash(type)));
        }
        return ensure(control, type, fit == Layouts.Fit.OTHER_MAPPING ? "mapping changed" : "plan changed");
    }

    /** Changes rode on a running job: its chunks may have read before them, so it begins again with a fresh index. */
    private Control beginAgain(Control control, Job job, String reason, List<Attempt> left) {
        Attempt attempt = attempts.remove(job.id());
        if (attempt != null) {
            left.add(attempt);
        }
        jobs.change(
                job.id(), current -> current.status().open() ? current.beginAgain(reason, clock.instant()) : current);
        if (job.dest() != null) {
            begun.add(job.dest());
        }
        LOG.info("event=job_begins_again job={} reason=\"{}\"", job.id(), reason);
        return control.with(job.type(), control.target(job.type()).withoutFilling());
    }

    private Control unregistered(Control control, String type) {
        Target target = control.target(type);
        if (target.filling() == null) {
            return control;
        }
        begun.add(target.filling());
        return control.with(type, target.withoutFilling());
    }

    @Override
    public boolean due(Control control) {
        jobs.read();
        triggered.clear();
        triggered.putAll(triggers.due(control, types.names()));
        boolean left = attempts.values().stream().anyMatch(attempt -> !works(attempt));
        boolean wanted = jobs.all().stream().anyMatch(job -> wanted(job) || retryDue(job) || claimedByNobody(job));
        boolean expired = types.names().stream().anyMatch(type -> rollBacks.isExpired(control.target(type)));
        boolean stray = types.names().stream().anyMatch(type -> isStray(control.target(type)));
        return left || wanted || stray || expired || !triggered.isEmpty();
    }

    private boolean wanted(Job job) {
        boolean room = !job.rebuilds() || attempts.size() < options.parallel();
        return job.status() == Job.Status.PENDING && room && types.names().contains(job.type());
    }

    private boolean claimedByNobody(Job job) {
        return job.status() == Job.Status.RUNNING
                && !attempts.containsKey(job.id())
                && types.names().contains(job.type());
    }

    /** Whether its job is still the one that it was made for. */
    private boolean works(Attempt attempt) {
        Job job = jobs.find(attempt.job());
        return job != null && attempt.fills(job);
    }

    /** Whether an index is registered for a job that is over, or forgotten. */
    private boolean isStray(Target target) {
        if (target.filling() == null) {
            return false;
        }
        Job job = target.job() == null ? null : jobs.find(target.job());
        boolean kept = job != null && target.filling().equals(job.dest()) && job.needsIndex();
        return !kept;
    }

    @Override
    public Newest newest(String type) {
        Job newest = jobs.newest(type);
        double perSecond = jobs.all().stream()
                .filter(job -> job.rebuilds() && job.type().equals(type) && job.perSecond() > 0)
                .reduce((earlier, later) -> later)
                .map(Job::perSecond)
                .orElse(0.0);
        return newest == null
                ? new Newest(null, false, false, false, null, perSecond)
                : new Newest(
                        newest.id(),
                        newest.rebuilds() && newest.status() == Job.Status.FAILED,
                        newest.mayRetry(),
                        newest.kind() == Job.Kind.ROLL_BACK && newest.status() == Job.Status.COMPLETED,
                        newest.error(),
                        perSecond);
    }

    @Override
    public Collection<DocumentId> asked() {
        return asked.note();
    }

    @Override
    public void answered(Predicate<String> writable, Collection<FailedDocument> failed) {
        asked.answered(writable, failed);
    }

    @Override
    public Control witness(Control before, SharedSnapshot snapshot) {
        List<Attempt> left = new ArrayList<>();
        try {
            return witnessed(before, snapshot, left);
        } finally {
            left.forEach(this::leave);
        }
    }

    private Control witnessed(Control before, SharedSnapshot snapshot, List<Attempt> left) {
        Control control = before;
        for (Map.Entry<Attempt, List<Witness>> one : seen.entrySet()) {
            Attempt attempt = one.getKey();
            Job job = jobs.find(attempt.job());
            if (attempts.get(attempt.job()) != attempt || job == null || !attempt.fills(job)) {
                continue;
            }
            List<String> lost = attempt.witnesses().lost(snapshot, one.getValue());
            if (lost.isEmpty()) {
                attempt.witnesses().confirmed(one.getValue());
            } else {
                LOG.error("event=history_lost_under_job job={} runbook=ops/runbook.md#diverged", job.id());
                control = beginAgain(
                        control, job, "history changed: transactions " + String.join(", ", lost) + " are gone", left);
            }
        }
        return control;
    }

    @Override
    public Control claim(Book book, Control before, Position position) {
        Control control = completed(book, abandoned(strays(failures(book, before))));
        control = rollBacks.expired(control, begun);
        if (!control.equals(before)) {
            Ending.put(book, control);
        }
        dropBegun(control);
        recovery.dropOrphans(control);
        control = rollBacks.carriedOut(book, control);
        for (Map.Entry<String, String> due : Map.copyOf(triggered).entrySet()) {
            control = request(control, List.of(due.getKey()), due.getValue(), false);
        }
        triggered.clear();
        JobHistory.tidy(jobs, clock);
        for (Job job : jobs.all()) {
            boolean due = (wanted(job) && job.rebuilds()) || retryDue(job);
            if (attempts.size() < options.parallel() && due && types.names().contains(job.type())) {
                control = begun(book, control, job, position);
            }
        }
        return control;
    }

    private Control begun(Book book, Control before, Job job, Position position) {
        Beginning.Begun next;
        try {
            next = beginning.begin(book, before, job, position);
        } catch (IndexRefused e) {
            // The other types, and the index that serves this one, have nothing to do with it.
            jobs.change(job.id(), current -> current.failed(String.valueOf(e.getMessage()), e.hint(), clock.instant()));
            LOG.error(
                    "event=job_failed job={} type={} message=\"{}\" hint=\"{}\" runbook=ops/runbook.md#job-failed",
                    job.id(),
                    job.type(),
                    e.getMessage(),
                    e.hint());
            return before;
        }
        attempts.put(job.id(), next.attempt());
        String old = before.target(job.type()).filling();
        if (old != null && !old.equals(next.attempt().index())) {
            begun.add(old);
        }
        return next.control();
    }

    /** Attempts whose job was cancelled, forgotten or taken, and indices that no job wants any more. */
    private Control strays(Control before) {
        for (Attempt attempt : List.copyOf(attempts.values())) {
            if (!works(attempt)) {
                LOG.info("event=job_left job={} index={}", attempt.job(), attempt.index());
                leave(attempt);
                attempts.remove(attempt.job());
            }
        }
        Control control = before;
        for (String type : types.names()) {
            if (isStray(control.target(type))) {
                control = unregistered(control, type);
            }
        }
        return control;
    }

    /** A job that runs by its object, but that nobody works on: its claim was cut off, or somebody changed it. */
    private Control abandoned(Control before) {
        Control control = before;
        for (Job job : jobs.all()) {
            if (claimedByNobody(job)) {
                control = recovery.recovered(control, job);
            }
        }
        return control;
    }

    /** Indices of jobs that began again, once the control no longer lists them. */
    private void dropBegun(Control control) {
        for (String index : List.copyOf(begun)) {
            boolean listed = control.targets().values().stream().anyMatch(target -> Layouts.listed(target, index));
            // The alias may have moved without an answer: what readers see is never dropped.
            boolean seen = types.names().stream()
                    .anyMatch(type -> layouts.live(type).filter(index::equals).isPresent());
            if (!listed && !seen) {
                indices.drop(index);
            }
            begun.remove(index);
        }
    }

    private boolean retryDue(Job job) {
        Instant failed = job.completedAt();
        return job.mayRetry()
                && job.rebuilds()
                && failed != null
                && isNewest(job)
                && jobs.open(job.type()) == null
                && !clock.instant().isBefore(failed.plus(options.retryDelay()));
    }

    /** One that has a successor is not tried again by itself. */
    private boolean isNewest(Job job) {
        Job newest = jobs.newest(job.type());
        return newest != null && newest.id().equals(job.id());
    }

    /** Attempts that ended without filling their index. */
    private Control failures(Book book, Control before) {
        Control control = before;
        for (Attempt attempt : List.copyOf(attempts.values())) {
            if (attempt.ended() && !attempt.filled()) {
                control = ended(book, control, attempt);
                leave(attempt);
                attempts.remove(attempt.job());
            }
        }
        return control;
    }

    /**
     * A process that was overtaken fails at the control, or finds a job that is another's by now and leaves it alone. The index of a
     * job that failed stays registered, and cycles keep it true, as long as a retry may go on in it.
     */
    private Control ended(Book book, Control before, Attempt attempt) {
        Control control = Ending.put(book, before.raised(clock.millis(), 0));
        RuntimeException failure = attempt.failure();
        Job job = jobs.find(attempt.job());
        if (failure == null || job == null || !attempt.fills(job)) {
            LOG.info("event=job_left job={} index={}", attempt.job(), attempt.index());
            return control;
        }
        Job failed = jobs.change(
                job.id(),
                current -> !attempt.fills(current)
                        ? current
                        : failure instanceof IndexGone
                                ? current.beginAgain("its index was lost", clock.instant())
                                : current.withChildren(attempt.children())
                                        .failed(
                                                String.valueOf(failure.getMessage()),
                                                failure.toString(),
                                                clock.instant()));
        boolean fills = attempt.index().equals(control.target(job.type()).filling());
        return failed.mayRetry() || !fills ? control : Ending.put(book, unregistered(control, job.type()));
    }

    @Override
    public boolean ready() {
        return attempts.values().stream().anyMatch(Attempt::filled);
    }

    @Override
    public boolean noteReady() {
        noted = attempts.values().stream().filter(Attempt::filled).toList();
        Map<Attempt, List<Witness>> now = new LinkedHashMap<>();
        attempts.values()
                .forEach(attempt -> now.put(attempt, attempt.witnesses().all()));
        seen = now;
        return !noted.isEmpty();
    }

    @Override
    public Control close(Book book, Control before, SharedSnapshot snapshot, Position until) {
        Control control = before;
        for (Attempt attempt : noted) {
            // One that a change rode on meanwhile is no longer among the attempts.
            if (attempts.get(attempt.job()) == attempt) {
                control = ended(book, control, attempt, snapshot);
                leave(attempt);
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
            attempt.span().failed(e);
            Job job = jobs.change(
                    attempt.job(),
                    current -> attempt.fills(current)
                            ? current.failed(String.valueOf(e.getMessage()), e.toString(), clock.instant())
                            : current);
            Control read = Objects.requireNonNull(Control.read(book.body(Names.INDEXER)), "the control was written");
            return Ending.put(book, unregistered(read, job.type()));
        }
    }

    /** No log row of this transaction or a later one may be pruned: a running job needs them. Any thread. */
    public long keepFrom() {
        return jobs.all().stream()
                .filter(job -> types.names().contains(job.type()))
                .filter(job -> job.status().open() || (job.mayRetry() && isNewest(job)))
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
            attempt.over();
            LOG.info("event=job_paused job={} settled={}", attempt.job(), ended);
            try {
                jobs.change(
                        attempt.job(),
                        // It may have been cancelled a moment ago.
                        current -> attempt.fills(current) ? current.pendingAtCursor(clock.instant()) : current);
            } catch (RuntimeException e) {
                // Found running, it is pending again at the next start all the same; and the others are to be told too.
                LOG.warn("event=job_left_running job={} message=\"{}\"", attempt.job(), e.getMessage());
                LOG.debug("event=job_left_running", e);
            }
        }
    }
}
