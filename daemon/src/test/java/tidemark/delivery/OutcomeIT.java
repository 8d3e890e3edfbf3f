package tidemark.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tidemark.elasticsearch.Elasticsearch;
import tidemark.elasticsearch.Shared;
import tidemark.lifecycle.Backoff;

/** Every outcome, as a real Elasticsearch answers it. */
final class OutcomeIT {
    private static final long HIGHEST = 1_000;

    private final Elasticsearch elasticsearch = Shared.open();
    private final String index = Shared.name("outcome");
    private final String alias = index + "-W";
    private final AtomicInteger retried = new AtomicInteger();
    private Runnable onRetry = () -> {};
    private final DeliverySettings settings =
            new DeliverySettings(20_000, 100, 3, new Backoff(Duration.ofMillis(5), Duration.ofMillis(50)));
    private final Delivery delivery = new Delivery(elasticsearch, settings, new DeliveryMetrics() {
        @Override
        public void sent(int documents, long bytes) {}

        @Override
        public void answered(int status, Duration took) {}

        @Override
        public void retried(int documents) {
            retried.addAndGet(documents);
            onRetry.run();
        }

        @Override
        public void ended(Outcome outcome) {}
    });

    @BeforeEach
    void makeIndex() {
        elasticsearch
                .call("PUT", "/" + index, Shared.json("""
                                {'settings':{'number_of_replicas':0,'gc_deletes':'1h'},
                                 'mappings':{'dynamic':'strict','properties':{'a':{'type':'long'},'t':{'type':'text'}}},
                                 'aliases':{'%s':{'is_hidden':true}}}""".formatted(alias)))
                .orThrow("make the test's index");
    }

    @AfterEach
    void dropIndex() {
        elasticsearch.call("DELETE", "/" + index, null);
        elasticsearch.close();
    }

    private Write write(String id, long version, String source) {
        return new Write(alias, id, version, source.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private Write delete(String id, long version) {
        return new Write(alias, id, version, null);
    }

    private List<Outcome> send(Write... writes) throws InterruptedException {
        return send(Duration.ofSeconds(10), writes);
    }

    private List<Outcome> send(Duration patience, Write... writes) throws InterruptedException {
        return delivery.send(List.of(writes), System.nanoTime() + patience.toNanos(), true, HIGHEST);
    }

    private long found() {
        return elasticsearch
                .call("GET", "/" + index + "/_count", null)
                .orThrow("count")
                .body()
                .path("count")
                .asLong();
    }

    @Test
    void everyKindOfPartialAnswerComesInTheOrderOfTheWrites() throws Exception {
        send(write("old", 50, "{'a':1}"), write("new", 900, "{'a':1}"), write("foreign", 1_001, "{'a':1}"));
        assertThat(send(
                        write("1", 100, "{'a':1}"),
                        write("new", 100, "{'a':2}"),
                        write("bad", 100, "{'a':'x'}"),
                        write("strange", 100, "{'zz':1}"),
                        delete("old", 100),
                        delete("never", 100),
                        delete("new", 100),
                        write("foreign", 100, "{'a':2}"),
                        write("broken", 100, "{'a':"),
                        new Write(Shared.name("gone") + "-W", "1", 100, new byte[] {'{', '}'}),
                        new Write(Shared.name("gone") + "-W", "1", 100, null),
                        write("", 100, "{}"),
                        write("2", 100, "{'a':\n2}")))
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo(new Outcome.Written()),
                        newer -> assertThat(newer).isEqualTo(new Outcome.Superseded(900)),
                        bad -> assertTroubled(bad, "For input string: \"x\""),
                        strange -> assertTroubled(strange, "strict_dynamic_mapping_exception"),
                        old -> assertThat(old).isEqualTo(new Outcome.Deleted(true)),
                        never -> assertThat(never).isEqualTo(new Outcome.Deleted(false)),
                        newer -> assertThat(newer).isEqualTo(new Outcome.Superseded(900)),
                        foreign -> assertThat(foreign).isEqualTo(new Outcome.Foreign(1_001)),
                        broken -> assertTroubled(broken, "document_parsing_exception"),
                        gone -> assertThat(gone).isInstanceOf(Outcome.TargetGone.class),
                        gone -> assertThat(gone).isInstanceOf(Outcome.TargetGone.class),
                        nameless -> assertTroubled(nameless, "_id"),
                        last -> assertThat(last).isEqualTo(new Outcome.Written()));
        assertThat(found()).isEqualTo(4);
        assertThat(retried).hasValue(0);
    }

    private static void assertTroubled(Outcome outcome, String reason) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Troubled.class,
                        troubled -> assertThat(troubled.reason()).contains(reason));
    }

    @Test
    void aDeletedDocumentDoesNotComeBackWithAnOlderWrite() throws Exception {
        send(write("1", 100, "{'a':1}"));
        assertThat(send(delete("1", 200))).containsExactly(new Outcome.Deleted(true));
        assertThat(send(write("1", 150, "{'a':1}"))).containsExactly(new Outcome.Superseded(200));
        assertThat(send(delete("never", 200))).containsExactly(new Outcome.Deleted(false));
        assertThat(send(write("never", 150, "{'a':1}"))).containsExactly(new Outcome.Superseded(200));
        assertThat(found()).isZero();
    }

    @Test
    void theSameGenerationMayWriteTwice() throws Exception {
        send(write("1", 100, "{'a':1}"));
        assertThat(send(write("1", 100, "{'a':1}"))).containsExactly(new Outcome.Written());
        send(delete("1", 100));
        assertThat(send(delete("1", 100))).containsExactly(new Outcome.Deleted(false));
    }

    @Test
    void aForeignWriteIsFoundOutAndOvercomeAboveIt() throws Exception {
        send(write("1", 1_000, "{'a':1}"));
        elasticsearch
                .call("PUT", "/" + index + "/_doc/1", Shared.json("{'a':66}"))
                .orThrow("write as somebody else");
        assertThat(send(write("1", 1_000, "{'a':2}"))).containsExactly(new Outcome.Foreign(1_001));
        assertThat(delivery.send(
                        List.of(write("1", 1_002, "{'a':2}")), System.nanoTime() + 1_000_000_000L, false, 1_002))
                .containsExactly(new Outcome.Written());
    }

    @Test
    void noWriteAndNoDeleteMakesAnIndexThatIsGone() throws Exception {
        send(write("1", 100, "{'a':1}"));
        elasticsearch.call("DELETE", "/" + index, null).orThrow("drop");
        assertThat(send(write("1", 200, "{'a':1}"))).allMatch(Outcome.TargetGone.class::isInstance);
        assertThat(send(delete("1", 200))).allMatch(Outcome.TargetGone.class::isInstance);
        assertThat(send(delete("1", 200), write("2", 200, "{}"))).allMatch(Outcome.TargetGone.class::isInstance);
        assertThat(elasticsearch.call("HEAD", "/" + index, null).status()).isEqualTo(404);
        assertThat(elasticsearch.call("HEAD", "/" + alias, null).status()).isEqualTo(404);
    }

    @Test
    void aFullDiskHoldsWritesUpAndIsCured() throws Exception {
        block(true);
        assertThat(send(Duration.ofMillis(300), write("1", 100, "{'a':1}")))
                .satisfiesExactly(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Outcome.Unsettled.class,
                                unsettled -> assertThat(unsettled.reason()).contains("cluster_block_exception")));
        assertThat(retried).hasPositiveValue();
        onRetry = () -> block(false);
        assertThat(send(write("1", 100, "{'a':1}"))).containsExactly(new Outcome.Written());
    }

    private void block(boolean on) {
        elasticsearch
                .call(
                        "PUT",
                        "/" + index + "/_settings",
                        Shared.json("{'index.blocks.read_only_allow_delete':" + (on ? "true" : "null") + "}"))
                .orThrow("block");
    }

    @Test
    void onlyWhatFailedIsSentAgain() throws Exception {
        String blocked = Shared.name("blocked");
        elasticsearch.call(
                "PUT",
                "/" + blocked,
                Shared.json("{'settings':{'index.blocks.write':true},'aliases':{'" + blocked + "-W':{}}}"));
        List<Outcome> outcomes = send(
                Duration.ofMillis(200),
                write("1", 100, "{'a':1}"),
                new Write(blocked + "-W", "1", 100, new byte[] {'{', '}'}));
        assertThat(outcomes.get(0)).isEqualTo(new Outcome.Written());
        assertThat(outcomes.get(1)).isInstanceOf(Outcome.Unsettled.class);
        elasticsearch.call("DELETE", "/" + blocked, null);
        assertThat(elasticsearch
                        .call("GET", "/" + index + "/_stats/indexing", null)
                        .body()
                        .at("/_all/primaries/indexing/index_total")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void nothingIsSentAfterTheDeadline() throws Exception {
        assertThat(send(Duration.ZERO, write("1", 100, "{'a':1}"))).allMatch(Outcome.Unsettled.class::isInstance);
        elasticsearch.call("POST", "/" + index + "/_refresh", null);
        assertThat(found()).isZero();
    }

    @Test
    void oneHugeBatchIsCutAndEveryDocumentArrives() throws Exception {
        List<Write> writes = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            writes.add(write("" + i, 100, "{'a':" + i + "}"));
        }
        writes.set(777, write("777", 100, "{'t':'" + "long ".repeat(200_000) + "'}"));
        List<Outcome> outcomes = delivery.send(writes, System.nanoTime() + 60_000_000_000L, true, HIGHEST);
        assertThat(outcomes).hasSize(4_000).containsOnly(new Outcome.Written());
        assertThat(found()).isEqualTo(4_000);
    }

    @Test
    void aDocumentThatIsTooLargeIsTroubledAndDelaysNobody() throws Exception {
        Delivery large = new Delivery(
                elasticsearch,
                new DeliverySettings(200 << 20, 100, 1, new Backoff(Duration.ofMillis(5), Duration.ofMillis(50))),
                DeliveryMetrics.NONE);
        byte[] huge = ("{\"t\":\"" + " ".repeat(101 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);
        List<Outcome> outcomes = large.send(
                List.of(write("1", 100, "{'a':1}"), new Write(alias, "huge", 100, huge), write("2", 100, "{'a':1}")),
                System.nanoTime() + 60_000_000_000L,
                true,
                HIGHEST);
        assertThat(outcomes.get(0)).isEqualTo(new Outcome.Written());
        assertTroubled(outcomes.get(1), "too large");
        assertThat(outcomes.get(2)).isEqualTo(new Outcome.Written());
    }

    @Test
    void aRefreshOfAnIndexThatIsGoneIsNoFailure() {
        delivery.refresh(List.of(index, Shared.name("gone")));
        delivery.refresh(List.of());
    }

    @Test
    void anInterruptedWorkerReturnsAtOnce() throws Exception {
        block(true);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> send(write("1", 100, "{'a':1}"))).isInstanceOf(InterruptedException.class);
        assertThat(send(Duration.ofMillis(300), delete("1", 100)))
                .as("no permit was lost")
                .hasSize(1);
    }
}
