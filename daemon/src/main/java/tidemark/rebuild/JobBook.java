package tidemark.rebuild;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
 * a job's own workers report how far they are; one lock orders them, held over one small write.
 */
final class JobBook {

    private final StateStore store;
    private final Clock clock;
    private final Job.Limits limits;
    private final Map<String, Versioned> known = new LinkedHashMap<>();
    private boolean dirty;

    JobBook(StateStore store, Clock clock, Job.Limits limits) {
        this.store = store;
        this.clock = clock;
        this.limits = limits;
    }

    /** Reads all jobs anew. */
    synchronized void read() {
        dirty = false;
        known.clear();
        store.list(Names.JOB_PREFIX).forEach(versioned -> known.put(versioned.name(), versioned));
    }

    /** All jobs, oldest first. */
    synchronized List<Job> all() {
        renew();
        List<Job> jobs = new ArrayList<>();
        known.values().forEach(versioned -> jobs.add(Job.of(versioned.body())));
        jobs.sort(Comparator.comparing(Job::createdAt).thenComparing(Job::id));
        return jobs;
    }

    /** The job of a type that still wants to run, or null. */
    synchronized @Nullable Job open(String type) {
        return all().stream()
                .filter(job -> job.type().equals(type) && job.status().open())
                .findFirst()
                .orElse(null);
    }

    synchronized @Nullable Job find(String id) {
        renew();
        Versioned versioned = known.get(Names.JOB_PREFIX + id);
        return versioned == null ? null : Job.of(versioned.body());
    }

    /** Makes pending jobs, one per type, durable on return. */
    synchronized void create(Collection<String> types, String reason) {
        String group = UUID.randomUUID().toString();
        List<StateWrite> writes = new ArrayList<>();
        for (String type : types) {
            Job job = Job.pending(UUID.randomUUID().toString(), group, type, reason, limits, clock.instant());
            writes.add(StateWrite.create(job.name(), job.json()));
        }
        write(writes);
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

    /** What was refused, or not answered, is read again before it is used. */
    private void write(List<StateWrite> writes) {
        dirty = true;
        store.write(writes).forEach(this::remember);
        dirty = false;
    }

    private void renew() {
        if (dirty) {
            read();
        }
    }

    private void remember(StateResult result) {
        if (result instanceof StateResult.Done done && done.now() != null) {
            known.put(done.now().name(), done.now());
        } else {
            throw new StateLost("a job was changed by somebody else since it was read");
        }
    }
}
