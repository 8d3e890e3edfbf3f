package tidemark.rebuild;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.change.Key;
import tidemark.cycle.Types;
import tidemark.state.Job;
import tidemark.state.StateLost;
import tidemark.state.StateStore;
import tidemark.telemetry.Span;
import tidemark.telemetry.Traces;

/**
 * What people ask of jobs, from any thread. Everything is durable before it is answered; the loop's thread acts on it: at once
 * where this process leads, within {@code jobs.check_interval} where another does. Where another leads, jobs are read anew first,
 * and a change that meets the leader's own is tried again.
 */
public final class JobRequests {

    private static final Logger LOG = LoggerFactory.getLogger(JobRequests.class);

    /** Tries of a change that another process was faster with. */
    private static final int TRIES = 5;

    /** Documents that one request may name. */
    static final int MOST_IDS = 10_000;

    /** Characters of metadata, as JSON: jobs are kept when they are over, and read often. */
    static final int MOST_METADATA = 16_384;

    /** Jobs that may wait or run. */
    static final int MOST_OPEN = 1_000;

    /** What becomes of a request. */
    public sealed interface Reply {}

    /**
     * Done, and durable.
     *
     * @param jobs as they are now
     * @param made whether there is a new one among them
     * @param leads whether this process acts on it; otherwise the leader will
     */
    public record Done(List<ObjectNode> jobs, boolean made, boolean leads) implements Reply {}

    /**
     * Not done.
     *
     * @param field what of the request was wrong, or null
     */
    public record Refused(
            Why why, String message, String hint, @Nullable String field) implements Reply {}

    /** Why a request was refused. */
    public enum Why {
        INVALID,
        MISSING,
        CONFLICT,
        TOO_MUCH
    }

    /**
     * What to start.
     *
     * @param id chosen by whoever asks, or null
     * @param types empty for every type
     * @param ids texts of keys of the one type; empty for a rebuild
     * @param metadata free
     */
    public record Wanted(@Nullable String id, List<String> types, List<String> ids, ObjectNode metadata) {

        /** SHA-256 of what is asked for, in hexadecimal: equal for equal requests. */
        String digest() {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            types.stream().sorted().forEach(json.putArray("types")::add);
            ids.forEach(json.putArray("ids")::add);
            json.set("metadata", metadata);
            return DigestUtils.sha256Hex(json.toString());
        }
    }

    /** Whether a text can be a key of a type. */
    public interface KeyCheck {
        /** The keys as the database spells them, empty where it cannot be one; in the order of the texts. */
        List<Optional<Key>> read(String type, List<String> texts);
    }

    private final Types types;
    private final JobBook jobs;
    private final KeyCheck keys;
    private final Clock clock;
    private final BooleanSupplier leads;
    private final Runnable wake;
    private final Traces traces;

    JobRequests(
            Types types,
            JobBook jobs,
            KeyCheck keys,
            Clock clock,
            BooleanSupplier leads,
            Runnable wake,
            Traces traces) {
        this.types = types;
        this.jobs = jobs;
        this.keys = keys;
        this.clock = clock;
        this.leads = leads;
        this.wake = wake;
        this.traces = traces;
    }

    /** For a process that never leads: what it asks for is stored for the daemon. */
    public static JobRequests outside(Types types, StateStore store, KeyCheck keys, Clock clock, Job.Limits limits) {
        return new JobRequests(
                types, new JobBook(store, clock, limits), keys, clock, () -> false, () -> {}, Traces.OFF);
    }

    /** All jobs of these states, newest first; of any state if there are none given. */
    public List<ObjectNode> list(Collection<Job.Status> states) {
        refresh();
        List<ObjectNode> found = new ArrayList<>();
        for (Job job : jobs.all()) {
            if (states.isEmpty() || states.contains(job.status())) {
                found.add(0, jobs.shown(job));
            }
        }
        return found;
    }

    /** One job. */
    public Reply find(String id) {
        refresh();
        Job job = jobs.find(id);
        return job == null ? missing(id) : new Done(List.of(jobs.shown(job)), false, leads.getAsBoolean());
    }

    /** Starts rebuilds, or asks the next cycle for documents. */
    public Reply start(Wanted wanted) {
        Reply wrong = checked(wanted);
        if (wrong != null) {
            return wrong;
        }
        List<String> ids = new ArrayList<>();
        List<Optional<Key>> read =
                wanted.ids().isEmpty() ? List.of() : keys.read(wanted.types().get(0), wanted.ids());
        for (Optional<Key> key : read) {
            if (key.isEmpty()) {
                return invalid(
                        "ids[" + ids.size() + "]",
                        "this cannot be a key of " + wanted.types().get(0),
                        "one text per key: the value of its column, or a JSON array of the values as a text");
            }
            ids.add(key.get().text());
        }
        return tried(() -> begun(wanted, ids));
    }

    private @Nullable Reply checked(Wanted wanted) {
        for (int i = 0; i < wanted.types().size(); i++) {
            if (!types.names().contains(wanted.types().get(i))) {
                return invalid(
                        "types[" + i + "]", "no such type: " + wanted.types().get(i), "there are: " + types.names());
            }
        }
        if (!wanted.ids().isEmpty() && wanted.types().size() != 1) {
            return invalid("types", "ids belong to one type", "name exactly one type beside them");
        }
        if (wanted.ids().size() > MOST_IDS) {
            return new Refused(
                    Why.TOO_MUCH,
                    wanted.ids().size() + " ids, more than " + MOST_IDS,
                    "post them in several requests, or reindex the whole type",
                    "ids");
        }
        int metadata = wanted.metadata().toString().length();
        if (metadata > MOST_METADATA) {
            return new Refused(
                    Why.TOO_MUCH,
                    "metadata of " + metadata + " characters, more than " + MOST_METADATA,
                    "keep it elsewhere, and its address here",
                    "metadata");
        }
        if (wanted.id() != null && !wanted.id().matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")) {
            return invalid(
                    "id",
                    "not an id",
                    "letters, digits, dot, dash and underscore, at most 128, the first a letter or digit");
        }
        return null;
    }

    private static Refused invalid(String field, String message, String hint) {
        return new Refused(Why.INVALID, field + ": " + message, hint, field);
    }

    private Reply begun(Wanted wanted, List<String> ids) {
        synchronized (jobs) {
            Collection<String> asked = wanted.types().isEmpty() ? types.names() : Set.copyOf(wanted.types());
            List<Job> earlier = wanted.id() == null ? List.of() : madeFor(wanted.id());
            // A repeat makes what the first call, cut short, did not; and nothing for a type whose job it had joined.
            List<String> own =
                    earlier.isEmpty() ? own(asked, ids) : earlier.get(0).ownTypes();
            String digest = wanted.digest();
            String group = wanted.id() == null ? UUID.randomUUID().toString() : wanted.id();
            List<Job> all = new ArrayList<>();
            List<Job> fresh = new ArrayList<>();
            for (String type : asked.stream().sorted().toList()) {
                Job present = own.contains(type) ? null : jobs.open(type);
                if (own.contains(type)) {
                    String id =
                            wanted.id() == null ? UUID.randomUUID().toString() : idOf(wanted.id(), asked.size(), type);
                    present = jobs.find(id);
                    if (present != null && !present.madeFor(group, digest)) {
                        return taken(present);
                    }
                    if (present == null) {
                        present = jobs.draft(id, group, type, ids.isEmpty() ? "requested" : "requested documents")
                                .asked(ids, wanted.metadata(), digest, own);
                        fresh.add(present);
                    }
                }
                if (present != null) {
                    all.add(present);
                }
            }
            Optional<Job> other =
                    earlier.stream().filter(job -> !job.madeFor(group, digest)).findFirst();
            if (other.isPresent()) {
                return taken(other.get());
            }
            long open = jobs.all().stream().filter(job -> job.status().open()).count();
            if (!fresh.isEmpty() && open >= MOST_OPEN) {
                return new Refused(Why.CONFLICT, open + " jobs wait already", "wait for them, or cancel some", null);
            }
            jobs.create(fresh);
            return done(all, !fresh.isEmpty());
        }
    }

    /** The types that get a job of their own: documents always, a rebuild where none is open. */
    private List<String> own(Collection<String> asked, List<String> ids) {
        return asked.stream()
                .filter(type -> !ids.isEmpty() || jobs.open(type) == null)
                .sorted()
                .toList();
    }

    /** Several types share a chosen id as their group. */
    private static String idOf(String chosen, int types, String type) {
        return types == 1 ? chosen : chosen + "-" + type;
    }

    private List<Job> madeFor(String id) {
        return jobs.all().stream()
                .filter(job -> job.id().equals(id) || (job.group().equals(id) && job.asked() != null))
                .toList();
    }

    private static Reply taken(Job job) {
        return new Refused(
                Why.CONFLICT,
                "there is a job " + job.id() + " that was asked for otherwise",
                "choose another id, or leave it out",
                "id");
    }

    /** Lets the index serve that served before the last reindex. */
    public Reply rollBack(String type) {
        if (!types.names().contains(type)) {
            return invalid("type", "no such type: " + type, "there are: " + types.names());
        }
        return tried(() -> {
            synchronized (jobs) {
                Job job = jobs.draft(
                                UUID.randomUUID().toString(), UUID.randomUUID().toString(), type, "roll back requested")
                        .rollingBack();
                jobs.create(List.of(job));
                return done(List.of(job), true);
            }
        });
    }

    /** Cancels a job that is pending or running. */
    public Reply cancel(String id) {
        try (Span span = traces.begin("job.cancel", clock.instant())) {
            span.with("job_id", id);
            try {
                Reply reply = cancelled(id);
                if (reply instanceof Done done) {
                    Job job = Job.of(done.jobs().get(0));
                    span.with("document_count", job.total())
                            .with("processed", job.processed())
                            .with("progress", job.progress());
                } else if (reply instanceof Refused refused) {
                    span.failed(refused.message());
                }
                return reply;
            } catch (RuntimeException e) {
                span.failed(e);
                throw e;
            }
        }
    }

    private Reply cancelled(String id) {
        return changed(
                id,
                job -> {
                    if (!job.status().open()) {
                        return conflict(
                                job,
                                "it is over",
                                "a failed one is not tried again once it is forgotten: DELETE "
                                        + "/_indexer/jobs?finished");
                    }
                    return job.swapping()
                            ? conflict(job, "its index is about to serve", "ask again: it completes in moments")
                            : null;
                },
                job -> job.cancelled("cancelled on request", clock.instant()));
    }

    /** Tries a job again that failed or was cancelled: at its cursor where its index is still there. */
    public Reply retry(String id) {
        return changed(id, this::notRetried, job -> job.retried(clock.instant()));
    }

    private @Nullable Refused notRetried(Job job) {
        if (job.status() != Job.Status.FAILED && job.status() != Job.Status.CANCELLED) {
            return conflict(job, "it did not fail", "start a new one with POST /_indexer/jobs");
        }
        if (job.retryCount() >= job.maxRetries()) {
            return conflict(
                    job,
                    "it was tried again " + job.retryCount() + " times, as often as it may be",
                    "mend what its error says, then start a new one with POST /_indexer/jobs");
        }
        Job open = job.rebuilds() ? jobs.open(job.type()) : null;
        return open == null
                ? null
                : conflict(job, "job " + open.id() + " rebuilds " + job.type() + " by now", "watch that one");
    }

    private static Refused conflict(Job job, String why, String hint) {
        return new Refused(
                Why.CONFLICT,
                "job " + job.id() + " is " + job.json().path("status").asText() + ": " + why,
                hint,
                null);
    }

    /** Tries every failed job again that may be, and has no successor. */
    public Reply retryFailed() {
        refresh();
        List<ObjectNode> again = new ArrayList<>();
        for (Job job : jobs.all()) {
            if (job.mayRetry() && notRetried(job) == null && retry(job.id()) instanceof Done done) {
                again.addAll(done.jobs());
            }
        }
        return new Done(again, false, leads.getAsBoolean());
    }

    /** Forgets jobs that are over: how many. */
    public int forgetFinished() {
        refresh();
        int gone = jobs.forget(job -> !job.status().open());
        wake.run();
        return gone;
    }

    /** Decides and changes under one lock, so that nothing comes in between. */
    private Reply changed(
            String id, java.util.function.Function<Job, @Nullable Refused> refusal, UnaryOperator<Job> change) {
        return tried(() -> {
            synchronized (jobs) {
                Job job = jobs.find(id);
                if (job == null) {
                    return missing(id);
                }
                Refused refused = refusal.apply(job);
                if (refused != null) {
                    return refused;
                }
                return done(List.of(jobs.change(id, change)), false);
            }
        });
    }

    private Reply tried(java.util.function.Supplier<Reply> step) {
        for (int attempt = 1; ; attempt++) {
            refresh();
            try {
                return step.get();
            } catch (StateLost e) {
                LOG.info("event=job_request_again attempt={} message=\"{}\"", attempt, e.getMessage());
                if (attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    private Done done(List<Job> now, boolean made) {
        wake.run();
        return new Done(now.stream().map(jobs::shown).toList(), made, leads.getAsBoolean());
    }

    private void refresh() {
        if (!leads.getAsBoolean()) {
            jobs.read();
        }
    }

    private static Refused missing(String id) {
        return new Refused(
                Why.MISSING,
                "there is no job " + id,
                "GET /_indexer/jobs lists them; finished ones may be forgotten",
                null);
    }

    /** {@code {jobs, count}}. */
    public static ObjectNode json(List<ObjectNode> jobs) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode array = json.putArray("jobs");
        jobs.forEach(array::add);
        if (!jobs.isEmpty()) {
            JsonNode group = jobs.get(0).path("group");
            json.set("group", group);
        }
        return json.put("count", jobs.size());
    }
}
