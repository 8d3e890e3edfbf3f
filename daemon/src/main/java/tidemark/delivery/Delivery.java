package tidemark.delivery;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Semaphore;
import tidemark.elasticsearch.Elasticsearch;
import tidemark.lifecycle.Unavailable;

/** Sends documents to Elasticsearch; shared by all workers. */
public final class Delivery {

    private final Elasticsearch elasticsearch;
    private final DeliverySettings settings;
    private final DeliveryMetrics metrics;
    private final Semaphore inFlight;

    /** A delivery over a connection. */
    public Delivery(Elasticsearch elasticsearch, DeliverySettings settings, DeliveryMetrics metrics) {
        this.elasticsearch = elasticsearch;
        this.settings = settings;
        this.metrics = metrics;
        this.inFlight = new Semaphore(settings.inFlight(), true);
    }

    /**
     * Writes and deletes documents. What passes is tried again until the deadline.
     *
     * @param deadline in {@link System#nanoTime}: nothing is sent after it, so the last sending has ended one request timeout
     *     later
     * @param refresh whether they must be searchable when this returns
     * @param highestGeneration the highest generation ever issued: a version above it is a foreign one
     * @return one outcome per write, in their order
     * @throws Unavailable if Elasticsearch does not answer; nobody knows what was written
     * @throws InterruptedException if the thread was; nobody knows what was written
     */
    public List<Outcome> send(List<Write> writes, long deadline, boolean refresh, long highestGeneration)
            throws InterruptedException {
        Sending sending =
                new Sending(elasticsearch, settings, metrics, inFlight, writes, new Verdict(highestGeneration));
        Outcome[] outcomes = sending.run(deadline, refresh);
        for (Outcome outcome : outcomes) {
            metrics.ended(outcome);
        }
        return Arrays.asList(outcomes);
    }

    /** Makes what was written to these indices or aliases searchable; one that is gone is left out. */
    public void refresh(Collection<String> indices) {
        if (!indices.isEmpty()) {
            elasticsearch
                    .call("POST", "/" + String.join(",", indices) + "/_refresh?ignore_unavailable=true", null)
                    .orThrow("refresh " + indices);
        }
    }
}
