package tidemark.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How it went lately: a sample of the published figures every five seconds, for an hour, in memory. A figure that was not known is
 * null. Thread-safe.
 */
public final class History implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(History.class);
    static final Duration EVERY = Duration.ofSeconds(5);
    static final int MOST = 720;

    private final Overview overview;
    private final Clock clock;
    private final Deque<Map<String, @Nullable Number>> samples = new ArrayDeque<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "tidemark-history"));
    private @Nullable Instant last;
    private long documents;

    /** Of what this overview shows: its parts {@code indexer}, {@code jobs} and {@code indexing_status}. */
    public History(Overview overview, Clock clock) {
        this.overview = overview;
        this.clock = clock;
    }

    /** Begins to sample. */
    public void start() {
        var unused = thread.scheduleWithFixedDelay(
                this::sampleOrSayWhyNot, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A task that throws is not run again. */
    private void sampleOrSayWhyNot() {
        try {
            sample();
        } catch (RuntimeException e) {
            LOG.error("event=sample_failed", e);
        }
    }

    /** Takes one. */
    void sample() {
        ObjectNode indexer = overview.part("indexer");
        ObjectNode status = overview.part("indexing_status");
        ObjectNode jobs = overview.part("jobs");
        Instant now = clock.instant();
        Map<String, @Nullable Number> sample = new LinkedHashMap<>();
        sample.put("at", now.toEpochMilli() / 1000.0);
        JsonNode moment = indexer.path("true_as_of");
        sample.put("behind_seconds", moment.isTextual() ? seconds(Instant.parse(moment.asText()), now) : null);
        sample.put("unindexed_ops", number(status.path("num_unindexed_ops")));
        sample.put("documents_per_second", perSecond(indexer.path("documents_written"), now));
        sample.put("rebuild_documents_per_second", rebuilding(jobs));
        sample.put("cycle_p50_seconds", number(indexer.at("/cycle_seconds/p50")));
        sample.put("cycle_p99_seconds", number(indexer.at("/cycle_seconds/p99")));
        OptionalDouble slowest = status.path("types")
                .valueStream()
                .map(type -> type.at("/freshness/p99_seconds"))
                .filter(JsonNode::isNumber)
                .mapToDouble(JsonNode::asDouble)
                .max();
        sample.put("freshness_p99_seconds", slowest.isPresent() ? slowest.getAsDouble() : null);
        sample.put("troubled", number(indexer.path("troubled")));
        add(sample);
    }

    private synchronized void add(Map<String, @Nullable Number> sample) {
        samples.addLast(sample);
        if (samples.size() > MOST) {
            samples.removeFirst();
        }
    }

    private @Nullable Double perSecond(JsonNode written, Instant now) {
        if (!written.isIntegralNumber()) {
            return null;
        }
        Double rate = last == null ? null : (written.asLong() - documents) / Math.max(0.001, seconds(last, now));
        documents = written.asLong();
        last = now;
        return rate;
    }

    private static double rebuilding(ObjectNode jobs) {
        return jobs.path("jobs")
                .valueStream()
                .filter(job -> job.path("status").asText().equals("running"))
                .mapToDouble(job -> job.path("docs_per_second").asDouble())
                .sum();
    }

    private static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis() / 1000.0);
    }

    private static @Nullable Number number(JsonNode node) {
        return node.isNumber() ? node.numberValue() : null;
    }

    /** {@code {every_seconds, at: […], behind_seconds: […], …}}: a list for each figure, oldest first; {@code at} in seconds since 1970. */
    synchronized ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("every_seconds", EVERY.toSeconds());
        samples.forEach(
                sample -> sample.forEach((name, value) -> json.withArray(name).addPOJO(value)));
        return json;
    }

    /** The newest sample, each figure a number; empty before the first. */
    public synchronized ObjectNode newest() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (!samples.isEmpty()) {
            samples.getLast().forEach(json::putPOJO);
        }
        return json;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
