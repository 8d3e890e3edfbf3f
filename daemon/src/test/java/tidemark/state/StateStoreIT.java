package tidemark.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tidemark.elasticsearch.Elasticsearch;
import tidemark.elasticsearch.Shared;
import tidemark.lifecycle.Refusal;
import tidemark.lifecycle.Unavailable;

/** Compare-and-set on a real Elasticsearch. */
final class StateStoreIT {
    private final Elasticsearch elasticsearch = Shared.open();
    private final String index = Shared.name("meta");
    private final StateStore store = new StateStore(elasticsearch, index);

    @BeforeEach
    void ensure() {
        assertThat(store.ensure()).isTrue();
    }

    @AfterEach
    void drop() {
        elasticsearch.call("DELETE", "/" + index, null);
        elasticsearch.close();
    }

    private static ObjectNode body(String text) {
        return Shared.json(text).deepCopy();
    }

    private Versioned create(String name, String body) {
        StateResult result = store.write(StateWrite.create(name, body(body)));
        assertThat(result).isInstanceOf(StateResult.Done.class);
        return ((StateResult.Done) result).now();
    }

    @Test
    void whatIsWrittenIsReadAtOnceAndByCurl() {
        Versioned written = create("indexing", "{'xmin':1,'deep':{'x':[1,'two',{}]},'big':9007199254740993}");
        assertThat(store.read("indexing", "nothing")).containsOnly(java.util.Map.entry("indexing", written));
        assertThat(elasticsearch
                        .call("GET", "/" + index + "/_source/indexing", null)
                        .body())
                .isEqualTo(written.body());
    }

    @Test
    void aSecondCreateLoses() {
        create("a", "{'n':1}");
        assertThat(store.write(StateWrite.create("a", body("{'n':2}")))).isEqualTo(new StateResult.Lost("a"));
    }

    @Test
    void aReplaceOfAnOldRevisionLosesAndSoDoesADelete() {
        Versioned first = create("a", "{'n':1}");
        StateResult second = store.write(StateWrite.replace(first, body("{'n':2}")));
        assertThat(second.done()).isTrue();
        assertThat(store.write(StateWrite.replace(first, body("{'n':3}")))).isEqualTo(new StateResult.Lost("a"));
        assertThat(store.write(StateWrite.delete(first))).isEqualTo(new StateResult.Lost("a"));
        assertThat(store.read("a").get("a").body()).isEqualTo(body("{'n':2}"));
    }

    @Test
    void aMarkerThatAPersonDeletedIsNotWrittenAgain() {
        Versioned marker = create("indexing", "{'n':1}");
        elasticsearch.call("DELETE", "/" + index + "/_doc/indexing", null).orThrow("delete");
        assertThat(store.write(StateWrite.replace(marker, body("{'n':2}"))))
                .isEqualTo(new StateResult.Lost("indexing"));
        assertThat(store.write(StateWrite.delete(marker))).isEqualTo(new StateResult.Lost("indexing"));
        assertThat(store.read("indexing")).isEmpty();
    }

    @Test
    void aMarkerThatAPersonDeletedAndWroteAgainIsAnotherRevision() {
        Versioned marker = create("indexing", "{'n':1}");
        elasticsearch.call("DELETE", "/" + index + "/_doc/indexing", null).orThrow("delete");
        elasticsearch.call("PUT", "/" + index + "/_doc/indexing", marker.body()).orThrow("write");
        assertThat(store.write(StateWrite.replace(marker, body("{'n':2}"))))
                .isEqualTo(new StateResult.Lost("indexing"));
    }

    @Test
    void eachWriteOfOneRequestStandsForItself() {
        Versioned a = create("a", "{'n':1}");
        Versioned b = create("b", "{'n':1}");
        store.write(StateWrite.replace(b, body("{'n':2}")));
        assertThat(store.write(List.of(
                        StateWrite.put("a", a, body("{'n':9}")),
                        StateWrite.put("b", b, body("{'n':9}")),
                        StateWrite.put("c", null, body("{'n':9}")),
                        StateWrite.delete(b))))
                .extracting(StateResult::done)
                .containsExactly(true, false, true, false);
        assertThat(store.read("a", "b", "c").values().stream()
                        .map(object -> object.body().path("n").asInt()))
                .containsExactly(9, 2, 9);
        assertThat(store.write(List.of())).isEmpty();
    }

    @Test
    void ofManyAtOnceExactlyOneWins() {
        Versioned before = create("primary_indexer", "{'generation':0}");
        List<CompletableFuture<StateResult>> tries = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> store.write(StateWrite.replace(before, body("{'generation':" + i + "}")))))
                .toList();
        assertThat(tries.stream().map(CompletableFuture::join).filter(StateResult::done))
                .hasSize(1);
    }

    @Test
    void noWriteMakesAMetaIndexThatSomebodyDeleted() {
        Versioned a = create("a", "{'n':1}");
        elasticsearch.call("DELETE", "/" + index, null).orThrow("drop");
        assertThat(store.exists()).isFalse();
        assertThat(store.read("a")).isEmpty();
        assertThat(store.list("")).isEmpty();
        for (StateWrite write :
                List.of(StateWrite.create("a", body("{}")), StateWrite.replace(a, body("{}")), StateWrite.delete(a))) {
            assertThat(store.write(write).indexMissing()).as(write.toString()).isTrue();
        }
        assertThat(store.exists()).isFalse();
        assertThat(elasticsearch.call("HEAD", "/" + index + "-W", null).status())
                .isEqualTo(404);
        assertThat(store.ensure()).isTrue();
        create("a", "{'n':1}");
    }

    @Test
    void ensureTwiceChangesNothing() {
        Versioned a = create("a", "{'n':1}");
        assertThat(store.ensure()).isFalse();
        assertThat(store.read("a")).containsValue(a);
    }

    @Test
    void somebodyElsesIndexIsRefused() {
        String other = Shared.name("other");
        elasticsearch.call("PUT", "/" + other + "/_doc/1", Shared.json("{'a':1}"));
        assertThatThrownBy(() -> new StateStore(elasticsearch, other).ensure())
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(other);
        assertThatThrownBy(() -> new StateStore(elasticsearch, "Capital").ensure())
                .isInstanceOf(Refusal.class);
        elasticsearch.call("DELETE", "/" + other, null);
    }

    @Test
    void aListIsCompleteBeyondTenThousandObjects() {
        List<StateWrite> writes = new ArrayList<>();
        for (int i = 0; i < 10_500; i++) {
            writes.add(StateWrite.create((i % 50 == 0 ? "job-" : "other-") + i, body("{'i':" + i + "}")));
        }
        assertThat(store.write(writes)).allMatch(StateResult::done);
        List<Versioned> jobs = store.list("job-");
        assertThat(jobs).hasSize(210).allMatch(job -> job.name().startsWith("job-"));
        assertThat(store.write(StateWrite.replace(jobs.get(0), body("{'done':true}")))
                        .done())
                .isTrue();
    }

    @Test
    void anObjectOfAHundredThousandIdsGoesThroughWhole() {
        ObjectNode large = body("{}");
        IntStream.range(0, 100_000).forEach(i -> large.withArray("list").add("track:" + i));
        assertThat(store.write(StateWrite.create("primary_in_progress", large)).done())
                .isTrue();
        assertThat(store.read("primary_in_progress").get("primary_in_progress").body())
                .isEqualTo(large);
    }

    @Test
    void aBlockedMetaIndexIsUnavailable() {
        elasticsearch.call(
                "PUT", "/" + index + "/_settings", Shared.json("{'index.blocks.read_only_allow_delete':true}"));
        assertThatThrownBy(() -> store.write(StateWrite.create("a", body("{}"))))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("cluster_block");
    }
}
