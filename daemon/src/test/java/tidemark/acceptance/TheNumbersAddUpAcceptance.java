package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tidemark.telemetry.Collector;
import tidemark.telemetry.Scraped;

/**
 * What the daemon tells of itself: its numbers add up in every scrape, while it works and after; its spans arrive at a collector;
 * each line of its log is JSON.
 */
final class TheNumbersAddUpAcceptance {
    private static final List<String> TYPES = List.of("invoice", "artist");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String SECRET = "swordfish";
    private static final String CONFIG = """
            types:
              invoice:
                table: Invoice
                embed:
                  - Lines: {from: InvoiceLine, order: [InvoiceLineId]}
                mapping:
                  Lines.Quantity: {type: byte}
              artist:
                table: Artist
            """;

    @Test
    void inEveryScrapeAndSpansAndLinesTellTheSame() throws Exception {
        try (Collector collector = new Collector();
                ChinookWorld chinook = ChinookWorld.load(World.of("numbers", World.config(CONFIG))
                        .set("TIDEMARK_LOG_FORMAT", "json")
                        .set("TIDEMARK_TRACES_ENDPOINT", collector.endpoint())
                        .set("TIDEMARK_TRACES_SAMPLE_RATIO", "1")
                        .set("TIDEMARK_TRACES_HEADERS", "Authorization=Bearer%20" + SECRET)
                        .set("TIDEMARK_JOBS_FAILURES_LIMIT", "1")
                        .set("TIDEMARK_JOBS_MAX_RETRIES", "0"))) {
            World world = chinook.world();
            world.init();
            DaemonProcess daemon = world.run();
            AtomicBoolean done = new AtomicBoolean();
            AtomicInteger scrapes = new AtomicInteger();
            Background<Integer> scraper = Background.of("scraper", () -> {
                URI url = daemon.url();
                while (!done.get()) {
                    Scraped scraped = Scraped.read(scrape(url, "text/plain").body());
                    TYPES.forEach(scraped::assertAddsUp);
                    scrapes.incrementAndGet();
                }
                return scrapes.get();
            });
            try {
                world.awaitFilled(TYPES, Drill.SOON);
                Drill.await(Drill.SOON, "the first index is counted").untilAsserted(() -> assertFilled(now(daemon)));
                change(world);
                assertChanged(daemon);
                fail(daemon);
                assertCancelled(daemon);
            } finally {
                done.set(true);
            }
            assertThat(scraper.join(Drill.SOON)).as("scrapes while it worked").isGreaterThan(20);
            assertOpenMetrics(daemon);
            assertThat(threads(daemon)).as("one thread sends spans").anyMatch(name -> name.startsWith("BatchSpanProc"));
            daemon.sigterm();
            daemon.exitCode(Drill.SOON);
            assertSpans(collector);
            assertLog(daemon.log());
        }
    }

    private static HttpResponse<String> scrape(URI url, String accept) {
        try {
            return CLIENT.send(
                    HttpRequest.newBuilder(url.resolve("/_indexer/metrics"))
                            .header("Accept", accept)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("not scraped", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Scraped now(DaemonProcess daemon) {
        return Scraped.read(scrape(daemon.url(), "text/plain").body());
    }

    private static void assertFilled(Scraped filled) {
        Map.of("invoice", 412.0, "artist", 275.0).forEach((type, rows) -> {
            assertThat(filled.value("tidemark_documents_written_total", type)).isEqualTo(rows);
            assertThat(filled.value("tidemark_documents_read_total", type)).isEqualTo(rows);
            assertThat(filled.value("tidemark_documents_in_flight", type)).isZero();
            assertThat(filled.value("tidemark_index_status", "online", type)).isEqualTo(1);
            assertThat(filled.value("tidemark_troubled_documents", type)).isZero();
        });
        assertThat(filled.value("tidemark_leading")).isEqualTo(1);
        assertThat(filled.value("tidemark_ready")).isEqualTo(1);
        assertThat(filled.value("tidemark_server_up", "postgres")).isEqualTo(1);
        assertThat(filled.value("tidemark_server_up", "elasticsearch")).isEqualTo(1);
        assertThat(filled.value("tidemark_cycles_total", "done"))
                .as("jobs alone")
                .isZero();
        assertThat(filled.value("tidemark_bulk_answers_total", "2xx")).isPositive();
        assertThat(filled.value("tidemark_compose_rows_total")).isGreaterThan(412.0 + 275);
    }

    /** In one transaction: two invoices that are refused, one that is not; an artist that comes, and one that goes. */
    private static void change(World world) {
        world.awaitIndexed(
                world.commit(
                        "UPDATE \"InvoiceLine\" SET \"Quantity\" = 1000 WHERE \"InvoiceId\" IN (5, 6)",
                        "UPDATE \"Invoice\" SET \"Total\" = 77 WHERE \"InvoiceId\" = 4",
                        "INSERT INTO \"Artist\" (\"ArtistId\", \"Name\") VALUES (9001, 'new')",
                        "DELETE FROM \"Artist\" WHERE \"ArtistId\" = (SELECT max(\"ArtistId\") FROM \"Artist\" a WHERE"
                                + " \"ArtistId\" < 9000 AND NOT EXISTS (SELECT 1 FROM \"Album\" b WHERE"
                                + " b.\"ArtistId\" = a.\"ArtistId\"))"),
                Drill.SOON);
    }

    private static void assertChanged(DaemonProcess daemon) {
        Drill.await(Drill.SOON, "the cycle is counted").untilAsserted(() -> {
            Scraped changed = now(daemon);
            assertThat(changed.value("tidemark_cycles_total", "done")).isEqualTo(1);
            assertThat(changed.value("tidemark_documents_written_total", "invoice"))
                    .isEqualTo(413);
            assertThat(changed.value("tidemark_documents_troubled_total", "invoice"))
                    .isEqualTo(2);
            assertThat(changed.value("tidemark_troubled_documents", "invoice")).isEqualTo(2);
            assertThat(changed.value("tidemark_documents_written_total", "artist"))
                    .isEqualTo(276);
            assertThat(changed.value("tidemark_documents_deleted_total", "artist"))
                    .isEqualTo(1);
            assertThat(changed.value("tidemark_documents_in_flight", "artist")).isZero();
            assertThat(changed.value("tidemark_transactions_total")).isEqualTo(1);
            assertThat(changed.value("tidemark_invalidated_documents_total")).isEqualTo(5);
            assertThat(changed.value("tidemark_log_rows_read_total")).isGreaterThanOrEqualTo(5);
            assertThat(changed.value("tidemark_change_log_rows")).isPositive();
            assertThat(changed.value("tidemark_change_lag_seconds")).isZero();
            assertThat(changed.value("tidemark_cycle_duration_seconds_count")).isEqualTo(1);
            for (String phase : List.of("open", "read_log", "invalidate", "index", "compose", "bulk", "state")) {
                assertThat(changed.value("tidemark_cycle_phase_duration_seconds_count", phase))
                        .as(phase)
                        .isEqualTo(1);
            }
            assertThat(changed.value("tidemark_log_events_total", "warn")).isPositive();
        });
    }

    /** More documents are refused than the job's limit allows. */
    private static void fail(DaemonProcess daemon) {
        new Http(daemon.url())
                .call("POST", "/_indexer/jobs", "{\"types\": [\"invoice\"]}")
                .orThrow();
        Drill.await(Drill.SOON, "the job has failed").untilAsserted(() -> {
            assertThat(now(daemon).value("tidemark_jobs", "failed")).isEqualTo(1);
            assertThat(now(daemon).value("tidemark_index_status", "failed", "invoice"))
                    .isEqualTo(1);
        });
    }

    private static void assertCancelled(DaemonProcess daemon) {
        JsonNode over = new Http(daemon.url())
                .get("/_indexer/jobs?status=completed")
                .orThrow()
                .body()
                .path("jobs")
                .path(0);
        assertThat(new Http(daemon.url())
                        .call("POST", "/_indexer/jobs/" + over.path("id").asText() + "/_cancel", "{}")
                        .status())
                .isEqualTo(409);
    }

    private static void assertOpenMetrics(DaemonProcess daemon) {
        HttpResponse<String> open = scrape(daemon.url(), "application/openmetrics-text;version=1.0.0,*/*;q=0.1");
        assertThat(open.statusCode()).isEqualTo(200);
        assertThat(open.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("application/openmetrics-text; version=1.0.0");
        assertThat(open.body()).endsWith("# EOF\n");
    }

    private static List<String> threads(DaemonProcess daemon) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + daemon.pid() + "/task"))) {
            return tasks.map(TheNumbersAddUpAcceptance::name).toList();
        }
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (IOException e) {
            return "ended meanwhile: " + e.getMessage();
        }
    }

    private static void assertSpans(Collector collector) {
        assertThat(collector.spans("job.start")).hasSize(3);
        List<Span> executed = collector.spans("job.execute");
        assertThat(executed).hasSize(3);
        Span filled = executed.stream()
                .filter(span -> Collector.attributes(span).get("type").equals("invoice"))
                .filter(span -> span.getStatus().getCode() != Status.StatusCode.STATUS_CODE_ERROR)
                .findFirst()
                .orElseThrow();
        assertThat(Collector.attributes(filled))
                .containsEntry("document_count", "412")
                .containsEntry("processed", "412")
                .containsEntry("progress", "1.0")
                .containsKey("job_id");
        assertThat(collector.spans("job.start"))
                .anyMatch(start -> start.getSpanId().equals(filled.getParentSpanId()));
        assertThat(collector.spans("bulk"))
                .anyMatch(bulk -> bulk.getParentSpanId().equals(filled.getSpanId()))
                .allMatch(bulk -> !bulk.getParentSpanId().isEmpty());
        Span failed = executed.stream()
                .filter(span -> span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR)
                .findFirst()
                .orElseThrow();
        assertThat(failed.getStatus().getMessage()).contains("2 documents failed, more than the limit of 1");
        assertThat(failed.getEvents(0).getName()).isEqualTo("exception");
        Span cycle = collector.spans("cycle").get(0);
        assertThat(Collector.attributes(cycle))
                .containsEntry("document_count", "5")
                .containsEntry("transactions", "1");
        assertThat(collector.spans("bulk"))
                .anyMatch(bulk -> bulk.getParentSpanId().equals(cycle.getSpanId()));
        Span cancel = collector.spans("job.cancel").get(0);
        assertThat(Collector.attributes(cancel)).containsKey("job_id");
        assertThat(cancel.getStatus().getMessage()).contains("it is over");
        assertThat(collector.authorizations()).isNotEmpty().allMatch(("Bearer " + SECRET)::equals);
    }

    private static void assertLog(String log) throws IOException {
        assertThat(log).doesNotContain(SECRET);
        boolean exception = false;
        for (String line : log.strip().split("\n", -1)) {
            JsonNode event = Http.JSON.readTree(line);
            assertThat(event.path("formattedMessage").asText()).as(line).startsWith("event=");
            assertThat(event.path("timestamp").isNumber()).as(line).isTrue();
            exception |= event.path("formattedMessage").asText().contains("event=job_failed")
                    && event.at("/throwable/message").asText().contains("2 documents failed");
        }
        assertThat(exception).as("an exception is a field of its line").isTrue();
    }
}
