package tidemark.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tidemark.elasticsearch.ConnectionSettings;
import tidemark.elasticsearch.Credentials;
import tidemark.elasticsearch.Elasticsearch;
import tidemark.elasticsearch.Shared;
import tidemark.lifecycle.Unavailable;
import tidemark.sandbox.ElasticsearchOptions;
import tidemark.sandbox.ElasticsearchServer;

/** An Elasticsearch that dies, comes back, and stops answering. */
final class ElasticsearchAwayIT {
    private static ElasticsearchServer server;
    private static Elasticsearch elasticsearch;
    private static Elasticsearch impatient;

    @BeforeAll
    static void start() {
        server = ElasticsearchServer.start(ElasticsearchOptions.defaults().withHeap("400m"));
        elasticsearch = connect(Duration.ofSeconds(60));
        impatient = connect(Duration.ofSeconds(3));
    }

    private static Elasticsearch connect(Duration requestTimeout) {
        return Elasticsearch.open(new ConnectionSettings(
                List.of(server.url()), Credentials.none(), null, null, Duration.ofSeconds(5), requestTimeout));
    }

    @AfterAll
    static void stop() {
        elasticsearch.close();
        impatient.close();
        server.close();
    }

    private static List<Write> writes(String alias, int count, long version) {
        List<Write> writes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] source =
                    ("{\"a\":" + version + ",\"pad\":\"" + "x".repeat(500) + "\"}").getBytes(StandardCharsets.UTF_8);
            writes.add(new Write(alias, "" + i, version, source));
        }
        return writes;
    }

    @Test
    void killedInTheMiddleOfABulkItIsUnavailableAndNothingIsLostAfterwards() throws Exception {
        String index = index();
        CountDownLatch sending = new CountDownLatch(10);
        Delivery delivery = new Delivery(
                elasticsearch,
                new DeliverySettings(50_000, 1_000, 2, DeliverySettings.DEFAULT.backoff()),
                new Countdown(sending));
        List<Write> writes = writes(index + "-W", 5_000, 100);
        CompletableFuture<Void> killer = CompletableFuture.runAsync(() -> {
            try {
                sending.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            server.kill();
        });
        assertThatThrownBy(() -> delivery.send(writes, inSeconds(60), false, 100))
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        away -> assertThat(away.server()).isEqualTo(Unavailable.Server.ELASTICSEARCH));
        killer.join();
        server.start();
        assertThat(delivery.send(writes, inSeconds(60), true, 100)).containsOnly(new Outcome.Written());
        assertThat(count(index)).isEqualTo(5_000);
    }

    @Test
    void aReplyThatNeverComesIsUnavailableInBoundedTime() throws Exception {
        String index = index();
        Delivery delivery = new Delivery(impatient, DeliverySettings.DEFAULT, DeliveryMetrics.NONE);
        server.pause();
        long begun = System.nanoTime();
        try {
            assertThatThrownBy(() -> delivery.send(writes(index + "-W", 10, 100), inSeconds(60), false, 100))
                    .isInstanceOf(Unavailable.class);
        } finally {
            server.resume();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(20));
        Delivery patient = new Delivery(elasticsearch, DeliverySettings.DEFAULT, DeliveryMetrics.NONE);
        assertThat(patient.send(writes(index + "-W", 10, 101), inSeconds(60), true, 101))
                .containsOnly(new Outcome.Written());
        assertThat(count(index)).isEqualTo(10);
    }

    @Test
    void aWorkerInterruptedInFlightReturnsAtOnce() throws Exception {
        String index = index();
        CountDownLatch sending = new CountDownLatch(1);
        Delivery delivery = new Delivery(elasticsearch, DeliverySettings.DEFAULT, new Countdown(sending));
        server.pause();
        try {
            Thread worker = new Thread(() -> assertThatThrownBy(
                            () -> delivery.send(writes(index + "-W", 10, 100), inSeconds(60), false, 100))
                    .isInstanceOf(InterruptedException.class));
            worker.start();
            sending.await();
            worker.interrupt();
            worker.join(2_000);
            assertThat(worker.isAlive()).isFalse();
        } finally {
            server.resume();
        }
    }

    private static long inSeconds(long seconds) {
        return System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    }

    private static String index() {
        String index = Shared.name("away");
        elasticsearch
                .call(
                        "PUT",
                        "/" + index,
                        Shared.json("{'settings':{'number_of_replicas':0},'aliases':{'" + index + "-W':{}}}"))
                .orThrow("make the test's index");
        return index;
    }

    private static long count(String index) {
        return elasticsearch
                .call("GET", "/" + index + "/_count", null)
                .body()
                .path("count")
                .asLong();
    }

    /** Counts bodies as they are sent. */
    private record Countdown(CountDownLatch bodies) implements DeliveryMetrics {
        @Override
        public void sent(int documents, long bytes) {
            bodies.countDown();
        }

        @Override
        public void answered(int status, Duration took) {}

        @Override
        public void retried(int documents) {}

        @Override
        public void ended(Outcome outcome) {}
    }
}
