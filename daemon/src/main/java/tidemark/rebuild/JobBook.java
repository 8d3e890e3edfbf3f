package tidemark.rebuild;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tidemark.state.Job;
import tidemark.state.Names;
import tidemark.state.StateLost;
import tidemark.state.StateResult;
import tidemark.state.StateStore;
import tidemark.state.StateWrite;
import tidemark.state.Versioned;

/**
 * The jobs as the meta index keeps them, each changed by compare-and-set. Thread-safe: the loop's thread decides about jobs,
 * a job's own workers report how far they are, people ask over HTTP; one lock orders them, held over one small write. An attempt
 * takes it while it holds the lock of its cuts, so whoever holds it takes no other.
 */
final class JobBook {

    private final StateStore store;
    private final Clock clock;
    private final Job.Limits limits;
    private final Map<String, Versioned> known = new LinkedHashMap<>();
    private final Map<String, Supplier<List<ObjectNode>>> children = new ConcurrentHashMap<>();
    private boolean dirty = true;

    /** What {@link #known} says, oldest first; null once it has changed. */
    private @Nullable List<Job> sorted;

    /** The same as it was last, for who must not wait. */
    private volatile List<Job> latest = List.of();

    JobBook(StateStore store, Clock clock, Job.Limits limits) {
        this.store = store;
        this.clock = clock;
        this.limits = limits;
    }

    /** Reads all jobs anew. */
    synchronized void read() {
        dirty = true;
        sorted = null;
        known.clear();
        store.list(Names.JOB_PREFIX).forEach(versioned -> known.put(versioned.name(), versioned));
        dirty = false;
    }

    /** All jobs, oldest first. */
    synchronized List<Job> all() {
        renew();
        List<Job> jobs = sorted;
        if (jobs == null) {
            jobs = known.values().stream()
                    .map(versioned -> Job.of(versioned.body()))
                    .sorted(Comparator.comparing(Job::createdAt).thenComparing(Job::id))
                    .toList();
            sorted = jobs;
            latest = jobs;
        }
        return jobs;
    }

    /** The rebuild of a type that still wants to run, or null. */
    synchronized @Nullable Job open(String type) {
        return all().stream()
                .filter(job -> job.rebuilds()
                        && job.type().equals(type)
                        && job.status().open())
                .findFirst()
                .orElse(null);
    }

    /** The newest job of a type that decides which index serves, or null. */
    synchronized @Nullable Job newest(String type) {
        return all().stream()
                .filter(job -> job.type().equals(type) && decides(job))
                .reduce((earlier, later) -> later)
                .orElse(null);
    }

    private static boolean decides(Job job) {
        return job.rebuilds() || (job.kind() == Job.Kind.ROLL_BACK && job.status() == Job.Status.COMPLETED);
    }

    synchronized @Nullable Job find(String id) {
        return all().stream().filter(job -> job.id().equals(id)).findFirst().orElse(null);
    }

    /** A new pending job, not yet written. */
    Job draft(String id, String group, String type, String reason) {
        return Job.pending(id, group, type, reason, limits, clock.instant());
    }

    /** Makes pending jobs, one per type, durable on return. */
    synchronized void create(Collection<String> types, String reason) {
        String group = UUID.randomUUID().toString();
        create(types.stream()
                .map(type -> draft(UUID.randomUUID().toString(), group, type, reason))
                .toList());
    }

    /**
     * Makes these jobs, durable on return.
     *
     * @throws StateLost if there is one of these ids, or the meta index is gone
     */
    synchronized void create(List<Job> jobs) {
        renew();
        write(jobs.stream()
                .map(job -> StateWrite.create(job.name(), job.json()))
                .toList());
    }

    /**
     * Changes a job.
     *
     * @throws StateLost if somebody else changed it, or forgot it, since it was read
     */
    synchronized Job change(String id, UnaryOperator<Job> change) {
        renew();
        Versioned before = known.get(Names.JOB_PREFIX + id);
        if (before == null) {
            throw new StateLost("job " + id + " is gone");
        }
        Job changed = change.apply(Job.of(before.body()));
        write(List.of(StateWrite.replace(before, changed.json())));
        return changed;
    }

    /** Forgets jobs: how many. */
    synchronized int forget(Predicate<Job> which) {
        renew();
        List<Versioned> gone = known.values().stream()
                .filter(versioned -> which.test(Job.of(versioned.body())))
                .toList();
        write(gone.stream().map(StateWrite::delete).toList());
        gone.forEach(versioned -> known.remove(versioned.name()));
        sorted = null;
        return gone.size();
    }

    /** While an attempt works at a job, that knows its chunks best. */
    void watch(String id, Supplier<List<ObjectNode>> chunks) {
        children.put(id, chunks);
    }

    void unwatch(String id) {
        children.remove(id);
    }

    /** All jobs as they last were, in numbers; waits for nobody, and asks no server. */
    List<JobFigures> figures() {
        Map<String, Integer> chunks = new HashMap<>();
        children.forEach((id, under) -> chunks.put(id, under.get().size()));
        return latest.stream().map(job -> JobFigures.of(job, chunks)).toList();
    }

    /** A job as people see it. */
    ObjectNode shown(Job job) {
        ObjectNode json = job.json();
        Supplier<List<ObjectNode>> chunks = children.get(job.id());
        if (chunks != null && job.status() == Job.Status.RUNNING) {
            ArrayNode array = json.putArray("children");
            chunks.get().forEach(array::add);
        }
        return json;
    }

    /** What was refused, or not answered, is read again before it is used. */
    private void write(List<StateWrite> writes) {
        dirty = true;
        sorted = null;
        List<StateResult> results = store.write(writes);
        for (StateResult result : results) {
            if (!(result instanceof StateResult.Done done)) {
                throw new StateLost("a job was changed by somebody else since it was read");
            }
            if (done.now() != null) {
                known.put(done.now().name(), done.now());
            }
        }
        dirty = false;
    }

    private void renew() {
        if (dirty) {
            read();
        }
    }
}
