package tidemark.rebuild;

import java.time.Clock;
import java.util.Collection;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.cycle.Types;
import tidemark.state.Book;
import tidemark.state.Control;
import tidemark.state.Job;
import tidemark.state.Target;

/**
 * The way back after a swap: the index that served before is kept for a while, cycles write to it as to the one that serves, by its own
 * plan, and one alias action lets it serve again. It is let go when its time is over, when its plan can no longer be kept true, and
 * when changes ride on a job, which reach neither.
 */
final class RollBacks {

    private static final Logger LOG = LoggerFactory.getLogger(RollBacks.class);

    private final Types types;
    private final JobBook jobs;
    private final Layouts layouts;
    private final Clock clock;

    RollBacks(Types types, JobBook jobs, Layouts layouts, Clock clock) {
        this.types = types;
        this.jobs = jobs;
        this.layouts = layouts;
        this.clock = clock;
    }

    boolean isExpired(Target target) {
        return target.previous() != null
                && !clock.instant().isBefore(target.previous().until());
    }

    /** Without those whose time is over; they join what is to be dropped. */
    Control expired(Control before, Collection<String> toDrop) {
        Control control = before;
        for (String type : types.names()) {
            Target target = control.target(type);
            if (isExpired(target) && target.previous() != null) {
                LOG.info(
                        "event=previous_expired type={} index={}",
                        type,
                        target.previous().index());
                toDrop.add(target.previous().index());
                control = control.with(type, target.withoutPrevious());
            }
        }
        return control;
    }

    /** Those that were asked for, between two cycles: both indices hold what the last one wrote. */
    Control carriedOut(Book book, Control before) {
        Control control = before;
        for (Job job : jobs.all()) {
            if (job.kind() == Job.Kind.ROLL_BACK
                    && job.status() == Job.Status.PENDING
                    && types.names().contains(job.type())) {
                control = carriedOut(book, control, job);
            }
        }
        return control;
    }

    private Control carriedOut(Book book, Control before, Job job) {
        Target target = before.target(job.type());
        Target.Previous previous = target.previous();
        if (previous == null || target.live() == null) {
            jobs.change(
                    job.id(),
                    current -> current.status() == Job.Status.PENDING
                            ? current.failed(
                                    "no earlier index of " + job.type() + " is kept",
                                    "set jobs.keep_previous before the next reindex",
                                    clock.instant())
                            : current);
            return before;
        }
        // A process that was overtaken fails here.
        Control control = Ending.put(book, before.raised(clock.millis(), 0));
        Job last = jobs.change(
                job.id(),
                current -> current.status() == Job.Status.PENDING
                        ? current.resumed(clock.instant()).swapped(clock.instant())
                        : current);
        if (!last.swapping()) {
            return control;
        }
        if (!layouts.serve(job.type(), Optional.of(target.live()), previous.index())
                .done()) {
            jobs.change(
                    job.id(),
                    current -> current.failed(
                            "the alias was moved by somebody else, or the earlier index is gone",
                            "GET /_indexer says how the type stands",
                            clock.instant()));
            return control;
        }
        Control next = Ending.put(book, control.with(job.type(), target.rolledBack()));
        jobs.change(job.id(), current -> current.completed(0, clock.instant()));
        LOG.info("event=rolled_back type={} from={} to={}", job.type(), target.live(), previous.index());
        return next;
    }
}
