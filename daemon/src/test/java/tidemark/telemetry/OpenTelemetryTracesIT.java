package tidemark.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Spans as a collector gets them. */
final class OpenTelemetryTracesIT {

    private static TraceOptions options(String endpoint, double ratio) {
        return new TraceOptions(endpoint, ratio, Map.of("Authorization", "Bearer swordfish"), "shop", "1.2.3");
    }

    private static List<String> exporterThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("SpanProcessor"))
                .toList();
    }

    @Test
    void aJobArrivesWithItsPartsAttributesAndFailure() throws IOException {
        try (Collector collector = new Collector()) {
            Instant since = Instant.now().minusSeconds(5);
            try (Traces traces = new OpenTelemetryTraces(options(collector.endpoint(), 0))) {
                assertThat(exporterThreads()).as("one thread sends").hasSize(1);
                try (tidemark.telemetry.Span start = traces.begin("job.start", since)) {
                    start.with("job_id", "7").with("document_count", 100);
                    try (tidemark.telemetry.Span execute = start.child("job.execute")) {
                        execute.with("progress", 0.5).failed(new IllegalStateException("3 documents failed"));
                    }
                }
                traces.begin("cycle", since).close();
            }
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(exporterThreads()).as("closed").isEmpty());
            Span start = collector.spans("job.start").get(0);
            Span execute = collector.spans("job.execute").get(0);
            assertThat(Collector.attributes(start)).containsEntry("job_id", "7").containsEntry("document_count", "100");
            assertThat(start.getParentSpanId().isEmpty()).isTrue();
            assertThat(Duration.ofNanos(start.getEndTimeUnixNano() - start.getStartTimeUnixNano()))
                    .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(60));
            assertThat(execute.getParentSpanId()).isEqualTo(start.getSpanId());
            assertThat(execute.getTraceId()).isEqualTo(start.getTraceId());
            assertThat(Collector.attributes(execute)).containsEntry("progress", "0.5");
            assertThat(execute.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
            assertThat(execute.getStatus().getMessage()).isEqualTo("3 documents failed");
            assertThat(Collector.exception(execute))
                    .containsEntry("exception.type", "java.lang.IllegalStateException")
                    .containsEntry("exception.message", "3 documents failed");
            assertThat(collector.spans("cycle")).as("sampled away").isEmpty();
            assertThat(collector.resources().get(0))
                    .containsEntry("service.name", "tidemark")
                    .containsEntry("service.version", "1.2.3")
                    .containsEntry("service.instance.id", "shop");
            assertThat(collector.authorizations()).allMatch("Bearer swordfish"::equals);
            assertThat(collector.contentTypes()).allMatch("application/x-protobuf"::equals);
        }
    }

    @Test
    void aCollectorThatIsAwayHoldsNothingUp() {
        long began = System.nanoTime();
        try (Traces traces = new OpenTelemetryTraces(options("http://127.0.0.1:9/v1/traces", 1))) {
            for (int i = 0; i < 10_000; i++) {
                traces.begin("cycle", Instant.now()).with("n", i).close();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
        Awaitility.await().untilAsserted(() -> assertThat(exporterThreads()).isEmpty());
    }

    @Test
    void offThereIsNoThreadAndOneSpanForAll() {
        try (tidemark.telemetry.Span span = Traces.OFF.begin("cycle", Instant.now())) {
            assertThat(span.child("bulk").with("a", 1).with("b", "c").with("d", 0.5))
                    .isSameAs(span);
            assertThat(exporterThreads()).isEmpty();
        }
    }

    @Test
    void secretsAreNotShown() {
        assertThat(options("http://127.0.0.1:9/v1/traces", 1)).asString().doesNotContain("swordfish");
    }
}
