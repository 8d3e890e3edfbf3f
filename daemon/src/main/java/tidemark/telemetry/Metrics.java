package tidemark.telemetry;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** All numbers of one daemon. Not static: each has its own. */
public final class Metrics {

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ExpositionFormatWriter text = PrometheusTextFormatWriter.create();
    private final ExpositionFormatWriter open = OpenMetricsTextFormatWriter.create();
    private final DocumentFlow documents;
    private final BulkMeters bulk;
    private final CycleMeters cycles;
    private final Counter logEvents;
    private final Counter denied;

    /** Something that is asked at each scrape. It returns at once and calls no server. */
    public interface Source {
        /** Puts down what it knows now. */
        void read(Readings into);
    }

    /**
     * Metrics at zero.
     *
     * @param types names of the document types, over which most numbers are spread
     */
    public Metrics(Collection<String> types, String version) {
        documents = new DocumentFlow(types);
        add(documents);
        bulk = new BulkMeters(this);
        cycles = new CycleMeters(this);
        add(cycles);
        denied = counter(Family.HTTP_DENIED);
        logEvents = counter(Family.LOG_EVENTS);
        logEvents.initLabelValues("warn");
        logEvents.initLabelValues("error");
        String java = System.getProperty("java.version", "unknown");
        add(into -> into.put(Family.BUILD_INFO, 1, version, java));
        JvmMemoryMetrics.builder().register(registry);
        JvmGarbageCollectorMetrics.builder().register(registry);
        JvmThreadsMetrics.builder().register(registry);
        ProcessMetrics.builder().register(registry);
    }

    /** Asks this at each scrape, too. */
    public void add(Source source) {
        MultiCollector collector = () -> {
            Readings readings = new Readings();
            source.read(readings);
            return readings.snapshots();
        };
        registry.register(collector);
    }

    /** Types that a configuration has which was read again; one that it has no more keeps its numbers. */
    public void know(Collection<String> types) {
        documents.know(types);
    }

    /** What becomes of documents. */
    public DocumentFlow documents() {
        return documents;
    }

    /** What it costs to compose and to send them. */
    public BulkMeters bulk() {
        return bulk;
    }

    /** The master loop. */
    public CycleMeters cycles() {
        return cycles;
    }

    /** A line of the log at this level. */
    public void logged(String level) {
        logEvents.labelValues(level).inc();
    }

    /** A request was turned away; the reasons are few. */
    public void denied(String reason) {
        denied.labelValues(reason).inc();
    }

    /**
     * One scrape.
     *
     * @param accept the formats that the scraper takes, as in its {@code Accept}; null for the text format of Prometheus
     */
    public Page page(@Nullable String accept) {
        ExpositionFormatWriter writer = open.accepts(accept) ? open : text;
        ByteArrayOutputStream out = new ByteArrayOutputStream(32_768);
        try {
            writer.write(out, scrape());
        } catch (IOException e) {
            throw new UncheckedIOException("memory can be written to", e);
        }
        return new Page(writer.getContentType(), out.toString(StandardCharsets.UTF_8));
    }

    MetricSnapshots scrape() {
        return registry.scrape();
    }

    Counter counter(Family family) {
        return Counter.builder()
                .name(family.base())
                .help(family.help())
                .labelNames(family.labels().toArray(new String[0]))
                .withoutExemplars()
                .register(registry);
    }

    /** By buckets of these upper bounds, in seconds. */
    Histogram histogram(Family family, double... seconds) {
        return Histogram.builder()
                .name(family.base())
                .help(family.help())
                .labelNames(family.labels().toArray(new String[0]))
                .classicOnly()
                .classicUpperBounds(seconds)
                .withoutExemplars()
                .register(registry);
    }
}
