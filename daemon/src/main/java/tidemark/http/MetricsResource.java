package tidemark.http;

import io.undertow.util.Headers;

/** {@code /_indexer/metrics}: Prometheus text, or OpenMetrics for who asks for it. */
public final class MetricsResource extends Resource {

    private final Metrics metrics;

    /** Shows these. */
    public MetricsResource(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    void addTo(Router router) {
        router.get("/_indexer/metrics", exchange -> {
            Metrics.Scrape scrape = metrics.scrape(exchange.getRequestHeaders().getFirst(Headers.ACCEPT));
            return Answer.text(200, scrape.contentType(), scrape.body());
        });
    }
}
