package tidemark.app;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import tidemark.cycle.CycleMetrics;
import tidemark.delivery.DeliveryMetrics;
import tidemark.delivery.DocumentMetrics;
import tidemark.delivery.Outcome;
import tidemark.document.ComposerMeter;
import tidemark.lifecycle.Unavailable;
import tidemark.state.StateLost;
import tidemark.telemetry.DocumentFlow;
import tidemark.telemetry.Metrics;

/** The numbers, as each room wants to tell them. */
final class Meters implements DeliveryMetrics, DocumentMetrics, ComposerMeter, CycleMetrics {

    private final Metrics metrics;

    Meters(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void sent(int documents, long bytes) {
        metrics.bulk().sent(documents, bytes);
    }

    @Override
    public void answered(int status, Duration took) {
        metrics.bulk().answered(status, took);
    }

    @Override
    public void retried(int documents) {
        metrics.bulk().retried(documents);
    }

    @Override
    public void ended(Outcome outcome) {
        if (outcome instanceof Outcome.Unsettled) {
            metrics.bulk().unsettled();
        }
    }

    @Override
    public void entered(String type, int documents) {
        metrics.documents().entered(type, documents);
    }

    @Override
    public void over(String type, DocumentMetrics.Ended ended) {
        metrics.documents()
                .over(
                        type,
                        new DocumentFlow.Ended(
                                ended.written(),
                                ended.superseded(),
                                ended.deleted(),
                                ended.troubled(),
                                ended.foreign(),
                                ended.unended()));
    }

    @Override
    public void queried(long rows, long nanos) {
        metrics.bulk().queried(rows, nanos);
    }

    @Override
    public void read(long rows, long transactions, long objects, long documents) {
        metrics.cycles().read(rows, transactions, objects, documents);
    }

    @Override
    public void behind(Instant since) {
        metrics.cycles().behind(since);
    }

    @Override
    public void done(Duration took, Map<Phase, Duration> phases) {
        metrics.cycles().cycle("done");
        metrics.cycles().took(took);
        phases.forEach((phase, of) -> metrics.cycles().phase(phase.name().toLowerCase(Locale.ROOT), of));
    }

    @Override
    public void failed(RuntimeException cause) {
        metrics.cycles()
                .cycle(cause instanceof Unavailable ? "away" : cause instanceof StateLost ? "overtaken" : "failed");
    }

    @Override
    public void troubled(Map<String, Integer> byType) {
        metrics.cycles().troubled(byType);
    }
}
