package tidemark.telemetry;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import java.time.Duration;

/** What it costs to compose documents and to send them. */
public final class BulkMeters {

    private final Counter requests;
    private final Counter documents;
    private final Counter bytes;
    private final Counter retried;
    private final Counter unsettled;
    private final CounterDataPoint done;
    private final CounterDataPoint overload;
    private final CounterDataPoint refused;
    private final CounterDataPoint broken;
    private final CounterDataPoint none;
    private final DistributionDataPoint seconds;
    private final Counter queries;
    private final Counter rows;
    private final Counter querySeconds;

    BulkMeters(Metrics metrics) {
        requests = metrics.counter(Family.BULK_REQUESTS);
        documents = metrics.counter(Family.BULK_DOCUMENTS);
        bytes = metrics.counter(Family.BULK_BYTES);
        retried = metrics.counter(Family.BULK_RETRIED);
        unsettled = metrics.counter(Family.BULK_UNSETTLED);
        Counter answers = metrics.counter(Family.BULK_ANSWERS);
        done = answers.labelValues("2xx");
        overload = answers.labelValues("429");
        refused = answers.labelValues("4xx");
        broken = answers.labelValues("5xx");
        none = answers.labelValues("none");
        seconds =
                metrics.histogram(Family.BULK_SECONDS, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60);
        queries = metrics.counter(Family.COMPOSE_QUERIES);
        rows = metrics.counter(Family.COMPOSE_ROWS);
        querySeconds = metrics.counter(Family.COMPOSE_SECONDS);
    }

    /** A request was sent. */
    public void sent(int ofDocuments, long ofBytes) {
        requests.inc();
        documents.inc(ofDocuments);
        bytes.inc(ofBytes);
    }

    /**
     * It was answered, or given up.
     *
     * @param status of the answer; 0 for none
     */
    public void answered(int status, Duration took) {
        answer(status).inc();
        seconds.observe(took.toNanos() / 1e9);
    }

    private CounterDataPoint answer(int status) {
        if (status == 0) {
            return none;
        }
        if (status < 400) {
            return done;
        }
        return status == 429 ? overload : status < 500 ? refused : broken;
    }

    /** Documents are about to be sent again. */
    public void retried(int again) {
        retried.inc(again);
    }

    /** A document was not written before the deadline. */
    public void unsettled() {
        unsettled.inc();
    }

    /** A query that composes was read to its end. */
    public void queried(long ofRows, long nanos) {
        queries.inc();
        rows.inc(ofRows);
        querySeconds.inc(nanos / 1e9);
    }
}
