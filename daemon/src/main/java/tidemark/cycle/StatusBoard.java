package tidemark.cycle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidemark.change.Moment;
import tidemark.lifecycle.Heartbeat;
import tidemark.lifecycle.Unavailable;
import tidemark.state.Result;

/** What {@code /_indexer} shows: written by the master loop, read by any thread; each method holds the lock for moments. */
public final class StatusBoard {

    private static final int ERRORS = 3;
    private static final int RESULTS = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    /** What the loop is doing. */
    public enum Status {
        STARTING("starting listener"),
        CONNECTING("connecting"),
        INDEXING("indexing"),
        WAITING("waiting"),
        SLEEPING("sleeping");

        private final String text;

        Status(String text) {
            this.text = text;
        }
    }

    private final Clock clock;
    private final Instant started;
    private Duration timeout;
    private final Heartbeat heartbeat;
    private final Deque<ObjectNode> errors = new ArrayDeque<>();
    private final Deque<ObjectNode> results = new ArrayDeque<>();
    private Status status = Status.STARTING;
    private boolean leading;
    private final Dependency postgres = new Dependency();
    private final Dependency elasticsearch = new Dependency();
    private @Nullable Moment moment;
    private long maxXid;
    private @Nullable Instant looked;
    private @Nullable ObjectNode lastResult;
    private @Nullable ObjectNode types;
    private @Nullable ObjectNode audits;
    private @Nullable ObjectNode paused;
    private ObjectNode troubled =
            JsonNodeFactory.instance.objectNode().put("count", 0).set("list", JsonNodeFactory.instance.arrayNode());
    private @Nullable ObjectNode cycle;
    private @Nullable Instant trueAsOf;
    private final CycleTimes times = new CycleTimes();

    /** A board for a loop that looks at least every {@code timeout}. */
    public StatusBoard(Clock clock, Duration timeout) {
        this(clock, timeout, new Heartbeat(PATIENCE));
    }

    /** The same, with this sign of life. */
    public StatusBoard(Clock clock, Duration timeout, Heartbeat heartbeat) {
        this.clock = clock;
        this.started = clock.instant();
        this.timeout = timeout;
        this.heartbeat = heartbeat;
    }

    /** Beaten by whoever decides: the loop, before it the thread that connects. */
    public Heartbeat heartbeat() {
        return heartbeat;
    }

    /** The loop looks at least this often from now on. */
    public synchronized void looksEvery(Duration interval) {
        timeout = interval;
    }

    synchronized void status(Status now) {
        status = now;
    }

    /** The daemon is connecting for the first time. */
    public void connecting() {
        status(Status.CONNECTING);
    }

    /** A server is away. */
    public synchronized void away(Unavailable failure) {
        error(
                failure.server() + " is away: " + failure.getMessage(),
                "nothing is lost; indexing goes on when it is back");
        (failure.server() == Unavailable.Server.POSTGRES ? postgres : elasticsearch).away(clock.instant());
        status = status == Status.CONNECTING ? status : Status.SLEEPING;
    }

    /** Another daemon leads: Postgres said so. */
    synchronized void standsBy() {
        status = Status.WAITING;
        postgres.answered(clock.instant());
    }

    /** Both servers answered. */
    synchronized void answered() {
        postgres.answered(clock.instant());
        elasticsearch.answered(clock.instant());
    }

    /** Each server: whether it answers, and since when. */
    public synchronized ObjectNode dependencies() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("postgres", postgres.json());
        json.set("elasticsearch", elasticsearch.json());
        return json;
    }

    private static final class Dependency {
        private boolean up;
        private @Nullable Instant since;

        void away(Instant now) {
            since = up || since == null ? now : since;
            up = false;
        }

        void answered(Instant now) {
            since = !up || since == null ? now : since;
            up = true;
        }

        void tell(String server, StringBuilder line) {
            if (!up && since != null) {
                line.append(", ")
                        .append(server)
                        .append(" is away since ")
                        .append(since.truncatedTo(ChronoUnit.SECONDS));
            }
        }

        ObjectNode json() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("status", up ? "up" : since == null ? "unknown" : "away")
                    .put("since", since == null ? null : since.toString());
        }
    }

    synchronized void leading(boolean now) {
        leading = now;
    }

    synchronized void saw(Moment seen, long highestXid) {
        moment = seen;
        maxXid = Math.max(maxXid, highestXid);
        postgres.answered(clock.instant());
        looked = clock.instant();
    }

    synchronized void result(ObjectNode result, boolean indexed) {
        lastResult = result;
        cycle = null;
        if (indexed) {
            times.add(
                    clock.instant(),
                    result.path("indexed").asLong() + result.path("deleted").asLong(),
                    result.path("pass1_seconds").asDouble());
            results.addFirst(result);
            while (results.size() > RESULTS) {
                results.removeLast();
            }
        }
    }

    /** People want nothing to be indexed; whether that is news. */
    synchronized boolean paused(ObjectNode wish) {
        boolean news = !wish.equals(paused);
        paused = wish;
        status = Status.WAITING;
        return news;
    }

    synchronized void resumed() {
        paused = null;
    }

    /** Why nothing is indexed by the wish of people; null if they have no such wish. */
    public synchronized @Nullable String pausedBecause() {
        return paused == null ? null : paused.path("reason").asText();
    }

    /** The documents that could not be indexed: {@code {count, list}}, the list bounded. */
    synchronized void troubled(ObjectNode shown) {
        troubled = shown;
    }

    /** A cycle begins to write. */
    synchronized void writes(int documents) {
        status = Status.INDEXING;
        cycle = JsonNodeFactory.instance
                .objectNode()
                .put("began", clock.instant().toString())
                .put("documents", documents);
    }

    /** All that was committed before this moment is searchable, but for what a job carries and what is troubled. */
    synchronized void trueAsOf(Instant moment) {
        trueAsOf = moment;
    }

    /** All documents of results that were there before this moment are audited. */
    synchronized void audited(Instant before) {
        for (ObjectNode result : results) {
            Instant pass1 = Instant.parse(result.path("timestamp").asText())
                    .plusNanos((long) (result.path("pass1_seconds").asDouble() * 1e9));
            if (result.has("pass1_seconds") && result.path("pass2_took").isNull() && !pass1.isAfter(before)) {
                Result.secondPass(result, Duration.between(pass1, clock.instant()));
            }
        }
    }

    /** How many documents wait for the second pass; by type. */
    synchronized void owed(ObjectNode owed) {
        audits = owed;
    }

    /** Results of an earlier process, newest first. */
    synchronized void remember(List<ObjectNode> earlier) {
        results.clear();
        earlier.stream().limit(RESULTS).forEach(results::addLast);
    }

    synchronized List<ObjectNode> results() {
        return List.copyOf(results);
    }

    synchronized void types(ObjectNode states) {
        types = states;
    }

    synchronized void error(String message, String hint) {
        errors.addFirst(JsonNodeFactory.instance
                .objectNode()
                .put("error", message)
                .put("timestamp", clock.instant().toString())
                .put("hint", hint)
                .put("max_xid", maxXid));
        while (errors.size() > ERRORS) {
            errors.removeLast();
        }
    }

    /** What {@code GET /_indexer} answers. */
    public synchronized ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        Moment seen = moment;
        boolean recovery = seen != null && seen.recovery();
        json.put("status", shown().text)
                .put("leading", leading)
                .put("started", started.toString())
                .put("timestamp", (looked == null ? started : looked).toString())
                .put("timeout", timeout.toMillis() / 1000.0)
                .put("listening", postgres.up && !recovery)
                .put("recovery", recovery)
                .put("max_xid", maxXid)
                .put("snapshot", seen == null ? null : seen.snapshot().toString());
        json.set("paused", paused == null ? null : paused.deepCopy());
        json.put("true_as_of", trueAsOf == null ? null : trueAsOf.toString());
        json.set("cycle", cycle == null ? null : cycle.deepCopy());
        times.write(json, clock.instant());
        json.put("troubled", troubled.path("count").asInt());
        if (types != null) {
            json.set("types", types.deepCopy());
        }
        if (audits != null) {
            json.set("audits_owed", audits.deepCopy());
        }
        array(json.putArray("errors"), errors);
        json.set("last_result", lastResult == null ? null : lastResult.deepCopy());
        array(json.putArray("results"), results);
        return json;
    }

    /** What {@code GET /_indexer/troubled} answers. */
    public synchronized ObjectNode troubled() {
        return troubled.deepCopy();
    }

    /** The loop waits while a rebuild fills beside it; whoever asks wants to know that it is not done. */
    private Status shown() {
        boolean filling = types != null
                && types.valueStream().anyMatch(type -> type.path("filling").isTextual());
        return status == Status.WAITING && filling ? Status.INDEXING : status;
    }

    private static void array(ArrayNode array, Deque<ObjectNode> nodes) {
        nodes.forEach(node -> array.add(node.deepCopy()));
    }

    /** What it is doing, in one line. */
    public synchronized String headline() {
        StringBuilder line = new StringBuilder(shown().text);
        if (status == Status.WAITING || status == Status.INDEXING) {
            line.append(leading ? ", leads" : ", stands by: another daemon leads");
        }
        if (paused != null) {
            line.append(", paused");
        }
        postgres.tell("PostgreSQL", line);
        elasticsearch.tell("Elasticsearch", line);
        int refused = troubled.path("count").asInt();
        if (refused > 0) {
            line.append(", ").append(refused).append(" troubled");
        }
        return line.toString();
    }

    /** Whether the loop can do its work now. */
    public synchronized boolean ready() {
        return status == Status.WAITING || status == Status.INDEXING;
    }
}
