package tidemark.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Spans for a collector that takes OTLP over HTTP, as protobuf. They are sent by a thread of their own, from a queue that drops what
 * it cannot hold: a collector that is slow or away holds nothing up.
 */
public final class OpenTelemetryTraces implements Traces {

    private static final int QUEUE = 2_048;
    private static final Duration SEND_EVERY = Duration.ofSeconds(2);
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(5);
    private static final long CLOSE_SECONDS = 5;

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    /** Traces to this collector; its address is not tried yet. */
    public OpenTelemetryTraces(TraceOptions options) {
        OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(options.endpoint())
                .setTimeout(SEND_TIMEOUT)
                .setRetryPolicy(null);
        options.headers().forEach(exporter::addHeader);
        BatchSpanProcessor processor = BatchSpanProcessor.builder(exporter.build())
                .setMaxQueueSize(QUEUE)
                .setScheduleDelay(SEND_EVERY)
                .setExporterTimeout(SEND_TIMEOUT)
                .build();
        provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.builder()
                                .put("service.name", "tidemark")
                                .put("service.version", options.version())
                                .put("service.instance.id", options.instance())
                                .build())))
                .setSampler(new JobsAndSomeCycles(options.ratio()))
                .addSpanProcessor(processor)
                .build();
        tracer = provider.get("tidemark", options.version());
    }

    @Override
    public Span begin(String name, Instant since) {
        return new Sent(
                tracer.spanBuilder(name).setNoParent().setStartTimestamp(since).startSpan());
    }

    @Override
    public void close() {
        provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    private final class Sent implements Span {

        private final io.opentelemetry.api.trace.Span span;

        Sent(io.opentelemetry.api.trace.Span span) {
            this.span = span;
        }

        @Override
        public Span child(String name) {
            return new Sent(tracer.spanBuilder(name)
                    .setParent(Context.root().with(span))
                    .startSpan());
        }

        @Override
        public Span with(String attribute, String value) {
            span.setAttribute(attribute, value);
            return this;
        }

        @Override
        public Span with(String attribute, long value) {
            span.setAttribute(attribute, value);
            return this;
        }

        @Override
        public Span with(String attribute, double value) {
            span.setAttribute(attribute, value);
            return this;
        }

        @Override
        public void failed(Throwable cause) {
            span.recordException(cause);
            span.setStatus(StatusCode.ERROR, String.valueOf(cause.getMessage()));
        }

        @Override
        public void failed(String reason) {
            span.setStatus(StatusCode.ERROR, reason);
        }

        @Override
        public void close() {
            span.end();
        }
    }
}
