package tidemark.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tidemark.telemetry.DocumentFlow.Ended;

/** read = written + superseded + deleted + troubled + in flight. */
final class DocumentFlowTest {

    private final Metrics metrics = new Metrics(List.of("track", "artist"), "test");
    private final DocumentFlow flow = metrics.documents();

    @Test
    void aBatchIsInFlightUntilItIsOver() {
        flow.entered("track", 10);
        assertThat(Scraped.of(metrics).value("tidemark_documents_read_total", "track"))
                .isEqualTo(10);
        assertThat(Scraped.of(metrics).value("tidemark_documents_in_flight", "track"))
                .isEqualTo(10);
        assertThat(Scraped.of(metrics).value("tidemark_documents_riding_again", "track"))
                .isZero();
        flow.over("track", new Ended(5, 1, 2, 2, 0, 0));
        Scraped after = Scraped.of(metrics);
        after.assertAddsUp("track");
        assertThat(after.value("tidemark_documents_in_flight", "track")).isZero();
        assertThat(after.value("tidemark_documents_written_total", "track")).isEqualTo(5);
        assertThat(after.value("tidemark_documents_superseded_total", "track")).isEqualTo(1);
        assertThat(after.value("tidemark_documents_deleted_total", "track")).isEqualTo(2);
        assertThat(after.value("tidemark_documents_troubled_total", "track")).isEqualTo(2);
        assertThat(after.value("tidemark_documents_read_total", "artist")).isZero();
    }

    @Test
    void whatRidesAgainStaysInFlightAndIsNotReadAgain() {
        flow.entered("track", 10);
        flow.over("track", new Ended(6, 0, 0, 0, 3, 4));
        Scraped between = Scraped.of(metrics);
        between.assertAddsUp("track");
        assertThat(between.value("tidemark_documents_in_flight", "track")).isEqualTo(4);
        assertThat(between.value("tidemark_documents_riding_again", "track")).isEqualTo(4);
        assertThat(between.value("tidemark_documents_foreign_total", "track")).isEqualTo(3);

        flow.entered("track", 5);
        assertThat(Scraped.of(metrics).value("tidemark_documents_read_total", "track"))
                .as("ten, and one of the five that was not among them")
                .isEqualTo(11);
        flow.over("track", new Ended(5, 0, 0, 0, 0, 0));
        Scraped after = Scraped.of(metrics);
        after.assertAddsUp("track");
        assertThat(after.value("tidemark_documents_in_flight", "track")).isZero();
        assertThat(after.value("tidemark_documents_written_total", "track")).isEqualTo(11);
    }

    @Test
    void itAddsUpInEveryScrapeWhileManyCount() throws Exception {
        int workers = 4;
        int batches = 5_000;
        ExecutorService pool = Executors.newFixedThreadPool(workers);
        CountDownLatch start = new CountDownLatch(1);
        try {
            List<Future<Long>> written = new ArrayList<>();
            for (int worker = 0; worker < workers; worker++) {
                Random random = new Random(worker);
                written.add(pool.submit(() -> {
                    start.await();
                    return count(random, batches);
                }));
            }
            start.countDown();
            int scrapes = 0;
            while (!written.stream().allMatch(Future::isDone)) {
                Scraped scraped = Scraped.of(metrics);
                scraped.assertAddsUp("track");
                assertThat(scraped.value("tidemark_documents_in_flight", "track"))
                        .as("bounded by the batches, and what was left of them")
                        .isBetween(0.0, scraped.value("tidemark_documents_riding_again", "track") + workers * 100.0);
                scrapes++;
            }
            assertThat(scrapes).isPositive();
            long all = 0;
            for (Future<Long> one : written) {
                all += one.get();
            }
            assertThat(Scraped.of(metrics).value("tidemark_documents_written_total", "track"))
                    .isEqualTo((double) all);
        } finally {
            pool.shutdownNow();
        }
    }

    private long count(Random random, int batches) {
        long written = 0;
        for (int batch = 0; batch < batches; batch++) {
            int documents = 1 + random.nextInt(100);
            int good = random.nextInt(documents + 1);
            int bad = random.nextInt(documents - good + 1);
            flow.entered("track", documents);
            flow.over("track", new Ended(good, 0, 0, bad, 0, documents - good - bad));
            written += good;
        }
        return written;
    }

    @Test
    void anUnknownTypeIsABugAndNoNewSeries() {
        assertThatThrownBy(() -> flow.entered("other", 1)).hasMessage("no such type: other");
    }
}
