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
    private final JobBook jobs;
    private final RebuildOptions options;
    private final Clock clock;
    private final Recovery recovery;
    private final Beginning beginning;
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
        this.indices = parts.layouts().indices();
        this.jobs = new JobBook(parts.store(), parts.clock(), options.limits());
        this.options = options;
        this.clock = parts.clock();
        Layouts layouts = parts.layouts();
        Attempt.Tools tools = new Attempt.Tools(
                parts.snapshots(), parts.delivery(), jobs, options, clock, parts.ended(), parts.fatal());
        this.recovery = new Recovery(types, jobs, layouts, clock);
        this.beginning = new Beginning(types, jobs, layouts, parts.pool(), tools);
        this.ending = new Ending(types, jobs, layouts, parts.delivery(), parts.log(), clock);
    }

    @Override
    public Control recover(Book book, Control before) {
        attempts.values().forEach(Attempt::abandon);
        attempts.clear();
        return recovery.all(before);
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
                Beginning.Begun next = beginning.begin(book, control, job, position);
                attempts.put(job.id(), next.attempt());
                control = next.control();
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
                control = recovery.recovered(control, job);
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

    /** A process that was overtaken fails at the control, or finds a job that is another's by now and leaves it alone. */
    private Control ended(Book book, Control before, Attempt attempt) {
        Control control = Ending.put(book, before.raised(clock.millis(), 0));
        RuntimeException failure = attempt.failure();
        Job job = jobs.find(attempt.job());
        if (failure == null || job == null || !attempt.fills(job)) {
            LOG.info("event=job_left job={} index={}", attempt.job(), attempt.index());
            return control;
        }
        Target target = control.target(job.type());
        jobs.change(
                job.id(),
                current -> failure instanceof IndexGone
                        ? current.beginAgain("its index was lost", clock.instant())
                        : current.failed(String.valueOf(failure.getMessage()), failure.toString(), clock.instant()));
        Control next = Ending.put(book, control.with(job.type(), target.withoutFilling()));
        if (!attempt.index().equals(target.live())) {
            indices.drop(attempt.index());
        }
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
