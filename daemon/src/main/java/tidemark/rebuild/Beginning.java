package tidemark.rebuild;

import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.change.Position;
import tidemark.cycle.Types;
import tidemark.index.Indices;
import tidemark.state.Book;
import tidemark.state.Control;
import tidemark.state.Job;
import tidemark.state.StateLost;
import tidemark.state.Target;
import tidemark.telemetry.Span;

/** How a pending job becomes a running attempt: in the index that it had, or in a fresh one. */
final class Beginning {

    private static final Logger LOG = LoggerFactory.getLogger(Beginning.class);

    private final Types types;
    private final JobBook jobs;
    private final Layouts layouts;
    private final Indices indices;
    private final Clock clock;
    private final ExecutorService pool;
    private final Attempt.Tools tools;

    Beginning(Types types, JobBook jobs, Layouts layouts, ExecutorService pool, Attempt.Tools tools) {
        this.types = types;
        this.jobs = jobs;
        this.layouts = layouts;
        this.indices = layouts.indices();
        this.clock = tools.clock();
        this.pool = pool;
        this.tools = tools;
    }

    /** What was begun, and the control to go on with. */
    record Begun(Control control, Attempt attempt) {}

    /**
     * Begins a job that is pending, or failed and due again.
     *
     * @throws tidemark.index.IndexRefused if Elasticsearch does not take its index
     */
    Begun begin(Book book, Control before, Job job, Position position) {
        try (Span span = tools.observers().traces().begin("job.start", clock.instant())) {
            span.with("job_id", job.id()).with("type", job.type()).with("reason", job.reason());
            try {
                return begin(book, before, job, position, span);
            } catch (RuntimeException e) {
                span.failed(e);
                throw e;
            }
        }
    }

    private Begun begin(Book book, Control before, Job job, Position position, Span span) {
        Job next = job.status() == Job.Status.FAILED
                ? jobs.change(job.id(), current -> current.mayRetry() ? current.retried(clock.instant()) : current)
                : job;
        Target target = before.target(next.type());
        String dest = next.dest();
        boolean resumes = dest != null
                && dest.equals(target.filling())
                && next.id().equals(target.job())
                && layouts.fits(next.type(), dest);
        return resumes ? resume(book, before, next, span) : fresh(book, before, next, position, span);
    }

    /**
     * Claimed by the control first: a process that was overtaken fails before it touches the job. An index that is sealed was
     * filled: the process that was ending the job died before it was done.
     */
    private Begun resume(Book book, Control before, Job job, Span span) {
        Control raised = Ending.put(book, before.raised(clock.millis(), 0));
        boolean sealed = indices.sealed(Objects.requireNonNull(job.dest(), "a job that resumes has an index"));
        Job resumed = jobs.change(job.id(), current -> pending(current).resumed(clock.instant()));
        return new Begun(raised, start(resumed, sealed, span));
    }

    /** Somebody may have cancelled it a moment ago. */
    private static Job pending(Job current) {
        if (current.status() != Job.Status.PENDING) {
            throw new StateLost("not to be begun any more: " + current);
        }
        return current;
    }

    /** Claimed, then made, then registered; only then may a chunk take its snapshot. */
    private Begun fresh(Book book, Control before, Job job, Position position, Span span) {
        String type = job.type();
        Control raised = before.raised(clock.millis(), 0);
        String dest = layouts.name(type, raised.generation());
        String live = before.target(type).live();
        long total = live == null ? 0 : indices.count(live);
        Job claimed = jobs.change(
                job.id(),
                current -> pending(current)
                        .beginAgain("", clock.instant())
                        .planned(types.hash(type))
                        .claimed(raised.generation(), live, dest, position, total, clock.instant()));
        layouts.create(type, dest);
        Control registered = raised.with(type, raised.target(type).filling(dest, job.id(), raised.generation()));
        Ending.put(book, registered);
        return new Begun(registered, start(claimed, false, span));
    }

    private Attempt start(Job job, boolean sealed, Span span) {
        span.with("document_count", job.total()).with("processed", job.processed());
        Attempt attempt = new Attempt(
                tools, job, types.plan(job.type()), types.rules(job.type()), sealed, span.child("job.execute"));
        attempt.start(pool);
        LOG.info(
                "event=job_started job={} type={} index={} generation={} cursor={}",
                job.id(),
                job.type(),
                job.dest(),
                job.generation(),
                job.cursor() == null ? "none" : "kept");
        return attempt;
    }
}
