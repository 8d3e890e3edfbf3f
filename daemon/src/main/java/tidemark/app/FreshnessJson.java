package tidemark.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import tidemark.telemetry.Freshness;

/** How long committed changes took to be searchable: {@code {count, p50_seconds, p99_seconds, max_seconds, window_seconds}}. */
final class FreshnessJson {

    private FreshnessJson() {}

    static ObjectNode of(Freshness.Figures figures) {
        boolean any = figures.count() > 0;
        return JsonNodeFactory.instance
                .objectNode()
                .put("count", figures.count())
                .put("p50_seconds", any ? (Double) seconds(figures.p50()) : null)
                .put("p99_seconds", any ? (Double) seconds(figures.p99()) : null)
                .put("max_seconds", any ? (Double) seconds(figures.longest()) : null)
                .put("window_seconds", Freshness.WINDOW.toSeconds());
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
