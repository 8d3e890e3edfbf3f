package tidemark.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tidemark.elasticsearch.Answer;
import tidemark.elasticsearch.Elasticsearch;
import tidemark.elasticsearch.PendingAnswer;
import tidemark.lifecycle.Unavailable;

/** One call of {@link Delivery#send}: rounds of bodies until every write is settled or the deadline is there. One thread's. */
final class Sending {

    private static final String PATH =
            "/_bulk?require_alias=true&filter_path=errors,error,status,items.*.status,items.*.error";

    private static final String LATE = "the deadline came before it was sent";

    /** How often a document may fail inside the server before it counts as troubled: cycles that come later try it again. */
    private static final int TRIES_INSIDE = 5;

    /** Rounds without any answer after which the server counts as away. */
    private static final int SILENT_ROUNDS = 2;

    private final Elasticsearch elasticsearch;
    private final DeliverySettings settings;
    private final DeliveryMetrics metrics;
    private final Semaphore permits;
    private final Verdict verdict;
    private final List<Write> writes;
    private final Outcome[] outcomes;
    private final int[] failuresInside;

    /** What this round sends, and where each of it stands in {@link #writes}. */
    private final List<Write> pending = new ArrayList<>();

    private final List<Integer> places = new ArrayList<>();

    private Deque<Body> waiting = new ArrayDeque<>();
    private final Deque<Flight> flying = new ArrayDeque<>();
    private boolean answered;
    private @Nullable Unavailable silence;

    Sending(
            Elasticsearch elasticsearch,
            DeliverySettings settings,
            DeliveryMetrics metrics,
            Semaphore permits,
            List<Write> writes,
            Verdict verdict) {
        this.elasticsearch = elasticsearch;
        this.settings = settings;
        this.metrics = metrics;
        this.permits = permits;
        this.writes = writes;
        this.verdict = verdict;
        this.outcomes = new Outcome[writes.size()];
        this.failuresInside = new int[writes.size()];
    }

    private record Flight(Body body, PendingAnswer answer, long bytes, long started) {}

    Outcome[] run(long deadline, boolean refresh) throws InterruptedException {
        int silentRounds = 0;
        for (int round = 0; collectPending(); round++) {
            if (round > 0 && !pause(round, deadline)) {
                break;
            }
            round(round, deadline, refresh);
            silentRounds = silence != null && !answered ? silentRounds + 1 : 0;
            if (silentRounds == SILENT_ROUNDS && silence != null) {
                throw silence;
            }
        }
        if (refresh && writes.size() > 0 && !refreshesWhileWriting()) {
            refreshTargets();
        }
        return outcomes;
    }

    /** What was never sent or failed in passing; false if that is nothing. */
    private boolean collectPending() {
        pending.clear();
        places.clear();
        for (int i = 0; i < outcomes.length; i++) {
            if (outcomes[i] == null || outcomes[i] instanceof Outcome.Unsettled) {
                pending.add(writes.get(i));
                places.add(i);
            }
        }
        return !pending.isEmpty();
    }

    private boolean pause(int failures, long deadline) throws InterruptedException {
        long wait =
                settings.backoff().after(failures, ThreadLocalRandom.current()).toNanos();
        if (System.nanoTime() + wait - deadline >= 0) {
            return false;
        }
        TimeUnit.NANOSECONDS.sleep(wait);
        metrics.retried(pending.size());
        return true;
    }

    private void round(int round, long deadline, boolean refresh) throws InterruptedException {
        // A smaller body may pass where a larger one was refused for its weight.
        long maxBytes = Math.max(1, settings.bodyBytes() >> Math.min(round, 6));
        waiting = Body.cut(pending, maxBytes, settings.bodyDocuments());
        answered = false;
        silence = null;
        try {
            while (!waiting.isEmpty() || !flying.isEmpty()) {
                startSome(deadline, refresh && refreshesWhileWriting());
                if (!flying.isEmpty()) {
                    settle(flying.remove());
                }
            }
        } finally {
            abandon();
        }
    }

    /** A refresh with each of several bodies costs more than one at the end. */
    private boolean refreshesWhileWriting() {
        return Body.cut(writes, settings.bodyBytes(), settings.bodyDocuments()).size() == 1;
    }

    private void startSome(long deadline, boolean refresh) throws InterruptedException {
        while (!waiting.isEmpty() && permitted(deadline)) {
            boolean sent = false;
            try {
                sent = startOne(waiting.remove(), deadline, refresh);
            } finally {
                if (!sent) {
                    permits.release();
                }
            }
        }
    }

    private boolean startOne(Body body, long deadline, boolean refresh) {
        byte[] lines = body.lines(pending);
        long now = System.nanoTime();
        if (now - deadline >= 0) {
            leave(body, new Outcome.Unsettled(LATE));
            return false;
        }
        String path = refresh ? PATH + "&refresh=true" : PATH;
        flying.add(new Flight(body, elasticsearch.startLines(path, lines), lines.length, now));
        metrics.sent(body.size(), lines.length);
        return true;
    }

    /** Waits for a permit only while it has none; else it would wait for itself. */
    private boolean permitted(long deadline) throws InterruptedException {
        if (!flying.isEmpty()) {
            return permits.tryAcquire();
        }
        if (permits.tryAcquire(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
            return true;
        }
        waiting.forEach(body -> leave(body, new Outcome.Unsettled(LATE)));
        waiting.clear();
        return false;
    }

    private void settle(Flight flight) throws InterruptedException {
        int status = 0;
        try {
            Answer answer = flight.answer().await();
            status = answer.status();
            judge(flight, answer);
            answered = true;
        } catch (Unavailable e) {
            silence = e;
            leave(flight.body(), new Outcome.Unsettled(String.valueOf(e.getMessage())));
        } finally {
            permits.release();
            metrics.answered(status, Duration.ofNanos(System.nanoTime() - flight.started()));
        }
    }

    private void judge(Flight flight, Answer answer) {
        Body body = flight.body();
        if (!answer.ok()) {
            if (body.size() > 1 && Verdict.suspectsContent(answer)) {
                waiting.addAll(body.halves());
            } else {
                leave(body, Verdict.ofRefusedBody(answer, flight.bytes()));
            }
            return;
        }
        JsonNode items = answer.body().path("items");
        if (items.size() != body.size()) {
            leave(
                    body,
                    new Outcome.Unsettled("the answer names " + items.size() + " of " + body.size() + " documents"));
            return;
        }
        for (int i = 0; i < items.size(); i++) {
            Write write = pending.get(body.from() + i);
            JsonNode item = items.get(i).elements().next();
            Outcome outcome = Verdict.namesNoVersion(item) ? conflictByReading(write, item) : verdict.of(write, item);
            int place = places.get(body.from() + i);
            outcomes[place] = bounded(place, item, outcome);
        }
    }

    /** One document that the server stumbles over each time must not hold all others up until the deadline, cycle after cycle. */
    private Outcome bounded(int place, JsonNode item, Outcome outcome) {
        boolean last = outcome instanceof Outcome.Unsettled
                && Verdict.failedInside(item)
                && ++failuresInside[place] >= TRIES_INSIDE;
        return last && outcome instanceof Outcome.Unsettled unsettled
                ? new Outcome.Troubled(unsettled.reason())
                : outcome;
    }

    /** For a server that words its conflicts in another way. */
    private Outcome conflictByReading(Write write, JsonNode item) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.putArray("docs").addObject().put("_index", write.alias()).put("_id", write.documentId());
        JsonNode found = elasticsearch
                .call("POST", "/_mget?_source=false", request)
                .orThrow("read a version")
                .body()
                .path("docs")
                .path(0);
        return found.path("_version").isNumber()
                ? verdict.conflict(found.path("_version").asLong())
                : verdict.of(write, item);
    }

    private void leave(Body body, Outcome outcome) {
        for (int i = body.from(); i < body.to(); i++) {
            outcomes[places.get(i)] = outcome;
        }
    }

    private void abandon() {
        for (Flight flight : flying) {
            flight.answer().abandon();
            permits.release();
        }
        flying.clear();
    }

    private void refreshTargets() {
        String targets =
                String.join(",", writes.stream().map(Write::alias).distinct().toList());
        elasticsearch
                .call("POST", "/" + targets + "/_refresh?ignore_unavailable=true", null)
                .orThrow("refresh " + targets);
    }
}
