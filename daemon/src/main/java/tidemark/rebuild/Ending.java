package tidemark.rebuild;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.change.Change;
import tidemark.change.Key;
import tidemark.change.Position;
import tidemark.cycle.Types;
import tidemark.delivery.Delivery;
import tidemark.delivery.Outcome;
import tidemark.delivery.Write;
import tidemark.document.KeyScan;
import tidemark.index.Indices;
import tidemark.lifecycle.Unavailable;
import tidemark.plan.DocumentPlan;
import tidemark.snapshot.SharedSnapshot;
import tidemark.state.Book;
import tidemark.state.Control;
import tidemark.state.Job;
import tidemark.state.Names;
import tidemark.state.Target;

/**
 * How a filled index becomes the live one, between two cycles: what lost its row since the start is deleted again (tombstones
 * do not outlive a crash of Elasticsearch), the counts are verified in a snapshot that every document has reached, the alias
 * is swapped in one action, the state follows.
 */
final class Ending {

    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);
    private static final Duration RE_DELETE = Duration.ofMinutes(10);

    /** Reads what a position does not cover, in a snapshot. */
    public interface Log {
        /** Hands on every visible row that {@code since} does not cover, in pages. */
        void read(SharedSnapshot snapshot, Position since, Consumer<List<Change>> sink);
    }

    private final Duration keepPrevious;
    private final Types types;
    private final JobBook jobs;
    private final Layouts layouts;
    private final Indices indices;
    private final Delivery delivery;
    private final Log log;
    private final Clock clock;

    Ending(Duration keepPrevious, Types types, JobBook jobs, Layouts layouts, Delivery delivery, Log log, Clock clock) {
        this.keepPrevious = keepPrevious;
        this.types = types;
        this.jobs = jobs;
        this.layouts = layouts;
        this.indices = layouts.indices();
        this.delivery = delivery;
        this.log = log;
        this.clock = clock;
    }

    /**
     * Ends a job whose attempt filled its index.
     *
     * @return the control to go on with; unchanged if the job is no longer this attempt's
     */
    Control end(Book book, Control before, Attempt attempt, SharedSnapshot snapshot) {
        Job job = Objects.requireNonNull(jobs.find(attempt.job()), "an attempt's job is known");
        Target target = before.target(job.type());
        if (job.status() != Job.Status.RUNNING
                || !attempt.index().equals(target.filling())
                || !job.id().equals(target.job())) {
            LOG.warn("event=job_not_registered job={} index={}", job.id(), attempt.index());
            attempt.abandon();
            return before;
        }
        // A leader that was overtaken fails here, before it touches the index.
        Control control = put(book, before.raised(clock.millis(), 0));
        // Nothing but cycles writes to it from here on: what is deleted again below stays deleted.
        if (!indices.seal(attempt.index())) {
            LOG.warn("event=filling_index_lost job={} index={}", job.id(), attempt.index());
            jobs.change(job.id(), current -> current.beginAgain("its index was lost", clock.instant()));
            return put(book, control.with(job.type(), control.target(job.type()).withoutFilling()));
        }
        deleteAgain(attempt, job, snapshot, control.generation());
        indices.refresh(attempt.index());
        long rows = new KeyScan(attempt.plan()).count(snapshot.connection());
        long documents = indices.count(attempt.index());
        if (documents > rows || documents < rows - missing(book, job)) {
            return mismatch(book, control, attempt, job, rows, documents);
        }
        if (control.target(job.type()).live() != null && job.failedItems() > rows / 2) {
            return given(
                    book,
                    control,
                    attempt,
                    job,
                    job.failedItems() + " of " + rows + " documents were refused: the index that serves stays");
        }
        // From here on it can only complete: nobody may cancel what readers see.
        Job last =
                jobs.change(job.id(), current -> attempt.fills(current) ? current.swapped(clock.instant()) : current);
        return last.swapping() ? swap(book, control, attempt, last, new Filled(rows, documents)) : control;
    }

    private void deleteAgain(Attempt attempt, Job job, SharedSnapshot snapshot, long generation) {
        DocumentPlan plan = attempt.plan();
        Position since = Objects.requireNonNull(job.start(), "a claimed job has a start");
        log.read(snapshot, since, changes -> {
            Set<Key> touched = new LinkedHashSet<>();
            for (Change change : changes) {
                if (change.table().equals(plan.root().table())) {
                    add(touched, change.oldKey());
                    add(touched, change.newKey());
                }
            }
            if (!touched.isEmpty()) {
                touched.removeAll(new KeyScan(plan).existing(snapshot.connection(), touched));
                delete(attempt.index(), touched, generation);
            }
        });
    }

    private static void add(Set<Key> keys, @Nullable Key key) {
        if (key != null) {
            keys.add(key);
        }
    }

    private void delete(String index, Set<Key> gone, long generation) {
        List<Write> writes = new ArrayList<>();
        gone.forEach(key -> writes.add(new Write(Indices.writeAlias(index), key.documentId(), generation, null)));
        try {
            for (Outcome outcome :
                    delivery.send(writes, System.nanoTime() + RE_DELETE.toNanos(), false, Long.MAX_VALUE)) {
                if (outcome instanceof Outcome.Unsettled unsettled) {
                    throw new Unavailable(Unavailable.Server.ELASTICSEARCH, unsettled.reason(), null);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable(Unavailable.Server.ELASTICSEARCH, "interrupted while deleting again", e);
        }
    }

    /** How many documents may be missing: those that are listed as refused, by the job or by a cycle. */
    private static long missing(Book book, Job job) {
        ObjectNode troubled = book.body(Names.TROUBLED);
        long listed = 0;
        if (troubled != null) {
            for (JsonNode entry : troubled.path("list")) {
                listed += entry.path("type").asText().equals(job.type()) ? 1 : 0;
            }
        }
        return listed + job.failedItems();
    }

    private Control mismatch(Book book, Control control, Attempt attempt, Job job, long rows, long documents) {
        LOG.error("event=counts_differ job={} rows={} documents={}", job.id(), rows, documents);
        return given(
                book,
                control,
                attempt,
                job,
                "counts differ after filling: " + rows + " rows, " + documents + " documents");
    }

    /** Given up: what was filled is not to serve. */
    private Control given(Book book, Control control, Attempt attempt, Job job, String message) {
        LOG.error("event=job_failed job={} message=\"{}\" runbook=ops/runbook.md#job-failed", job.id(), message);
        attempt.span().failed(message);
        jobs.change(job.id(), current -> current.failed(message, message, clock.instant()));
        Control next =
                put(book, control.with(job.type(), control.target(job.type()).withoutFilling()));
        indices.drop(attempt.index());
        return next;
    }

    private record Filled(long rows, long documents) {}

    private Control swap(Book book, Control control, Attempt attempt, Job job, Filled filled) {
        String index = attempt.index();
        troubled(book, job);
        Optional<String> serving = layouts.live(job.type());
        // An earlier try may have moved the alias and lost the answer.
        boolean moved = serving.filter(index::equals).isPresent();
        if (!moved) {
            put(book, control);
            if (!layouts.serve(job.type(), serving, index).done()) {
                throw new IllegalStateException(
                        "somebody else moved the alias " + types.alias(job.type()) + " while it was to be swapped");
            }
        }
        Target target = control.target(job.type());
        Target.Build build = new Target.Build(filled.rows(), clock.instant());
        String plan = types.hash(job.type());
        Target swapped = keepPrevious.isZero()
                ? target.swapped(index, plan, build)
                : target.swapped(index, plan, build, clock.instant().plus(keepPrevious));
        Control next = put(book, control.with(job.type(), swapped));
        Duration catchUp = attempt.sinceEnd();
        jobs.change(job.id(), current -> current.caughtUp(catchUp).completed(filled.documents(), clock.instant()));
        LOG.info(
                "event=job_completed job={} type={} index={} documents={} catch_up_ms={}",
                job.id(),
                job.type(),
                index,
                filled.documents(),
                catchUp.toMillis());
        layouts.physicals(job.type()).stream()
                .filter(physical -> !Layouts.listed(swapped, physical))
                .forEach(indices::drop);
        return next;
    }

    /** What the job could not write is troubled from now on. */
    private static void troubled(Book book, Job job) {
        List<ObjectNode> failed = job.failed();
        if (failed.isEmpty()) {
            return;
        }
        ObjectNode before = book.body(Names.TROUBLED);
        ObjectNode list = before == null ? JsonNodeFactory.instance.objectNode() : before.deepCopy();
        failed.forEach(item -> list.withArray("list").add(item));
        list.put("count", list.path("list").size());
        LinkedHashMap<String, ObjectNode> bodies = new LinkedHashMap<>();
        bodies.put(Names.TROUBLED, list);
        book.writeAll(bodies);
    }

    /** Puts a control down beside what the indexer's object says else. */
    static Control put(Book book, Control control) {
        ObjectNode before = book.body(Names.INDEXER);
        LinkedHashMap<String, ObjectNode> bodies = new LinkedHashMap<>();
        bodies.put(
                Names.INDEXER,
                (before == null ? JsonNodeFactory.instance.objectNode() : before.deepCopy())
                        .set("control", control.write()));
        book.writeAll(bodies);
        return control;
    }
}
