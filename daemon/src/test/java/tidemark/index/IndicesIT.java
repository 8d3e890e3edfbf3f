package tidemark.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tidemark.index.Plans.column;
import static tidemark.index.Plans.plan;
import static tidemark.index.Plans.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tidemark.elasticsearch.Elasticsearch;
import tidemark.elasticsearch.Shared;
import tidemark.lifecycle.Refusal;
import tidemark.plan.ColumnType.Kind;

/** Indices and aliases of a real Elasticsearch. */
final class IndicesIT {
    private static final IndexDefinition TEXT =
            MappingDeriver.derive(plan(List.of(column("t", Kind.TEXT))), spec(Map.of(), Map.of()));

    private final Elasticsearch elasticsearch = Shared.open();
    private final Indices indices = new Indices(elasticsearch);
    private final String alias = Shared.name("thing");
    private final IndexMeta meta = new IndexMeta(
            "hash",
            "thing",
            "tests",
            Instant.parse("2026-01-02T03:04:05Z"),
            Plans.plan(List.of(Plans.column("name", Kind.TEXT))));

    @AfterEach
    void drop() {
        indices.physicals(alias).forEach(index -> indices.drop(index.name()));
        elasticsearch.close();
    }

    private String make(long generation) {
        String physical = Indices.physical(alias, generation);
        assertThat(indices.create(physical, TEXT, meta)).isTrue();
        return physical;
    }

    private void put(String physical, String id, String source) {
        elasticsearch
                .call("PUT", "/" + physical + "/_doc/" + id, Shared.json(source))
                .orThrow("write");
    }

    @Test
    void aSealedIndexTakesNoChunkAndGoesOnTakingCycles() {
        String physical = make(18);
        put(Indices.fillAlias(physical), "1", "{'t':'chunk'}");
        assertThat(indices.sealed(physical)).isFalse();
        assertThat(indices.seal(physical)).isTrue();
        assertThat(indices.sealed(physical)).isTrue();
        assertThat(indices.seal(physical)).as("again").isTrue();
        assertThatThrownBy(() -> put(Indices.fillAlias(physical), "2", "{'t':'late'}"));
        assertThat(indices.exists(Indices.fillAlias(physical)))
                .as("made by a late write")
                .isFalse();
        put(Indices.writeAlias(physical), "3", "{'t':'cycle'}");
        indices.refresh(physical);
        assertThat(indices.count(physical)).isEqualTo(2);
        assertThat(indices.seal(Indices.physical(alias, 99)))
                .as("no such index")
                .isFalse();
    }

    @Test
    void aFilledIndexIsHiddenAndSaysWhatItIs() {
        String physical = make(17);
        assertThat(physical).isEqualTo(alias + "-17");
        assertThat(indices.create(physical, TEXT, meta)).as("made once").isFalse();
        assertThat(indices.meta(physical)).contains(meta);
        assertThat(indices.physicals(alias)).containsExactly(new PhysicalIndex(physical, meta));
        assertThat(indices.exists(physical)).isTrue();
        assertThat(settings(physical).at("/index/hidden").asText()).isEqualTo("true");
        assertThat(settings(physical).at("/index/refresh_interval").asText()).isEqualTo("-1");
        assertThat(settings(physical).at("/index/number_of_replicas").asText()).isEqualTo("0");
        assertThat(settings(physical).at("/index/gc_deletes").asText()).isEqualTo("1h");
        put(Indices.writeAlias(physical), "1", "{'t':'x'}");
        assertThat(indices.count(physical))
                .as("not searchable before it serves")
                .isZero();
    }

    private JsonNode settings(String physical) {
        return elasticsearch
                .call("GET", "/" + physical + "/_settings", null)
                .body()
                .path(physical)
                .path("settings");
    }

    @Test
    void aPreparedIndexIsSearchableToTheLastDocument() {
        String physical = make(1);
        put(physical, "1", "{'t':'x'}");
        assertThat(indices.prepareForServing(physical, TEXT, Duration.ofSeconds(10)))
                .isTrue();
        assertThat(indices.count(physical)).isEqualTo(1);
        assertThat(settings(physical).at("/index").has("refresh_interval")).isFalse();
        assertThat(settings(physical).at("/index/hidden").asText()).isEqualTo("false");
    }

    @Test
    void replicasThatDoNotComeAreWaitedForInBoundedTime() {
        String physical = Indices.physical(alias, 1);
        IndexDefinition replicas = MappingDeriver.derive(
                plan(List.of(column("t", Kind.TEXT))), spec(Map.of(), Map.of("number_of_replicas", 1)));
        indices.create(physical, replicas, meta);
        assertThat(indices.prepareForServing(physical, replicas, Duration.ofSeconds(1)))
                .isFalse();
        assertThat(settings(physical).at("/index/number_of_replicas").asText()).isEqualTo("1");
    }

    @Test
    void theAliasIsSwappedOnlyIfItNamesWhatWasExpected() {
        String one = make(1);
        String two = make(2);
        String three = make(3);
        assertThat(indices.live(alias)).isEmpty();
        assertThat(indices.swap(alias, Optional.of(one), two)).isEqualTo(new Swap.Refused(Optional.empty()));
        assertThat(indices.swap(alias, Optional.empty(), one)).isEqualTo(new Swap.Done());
        assertThat(indices.swap(alias, Optional.empty(), two)).isEqualTo(new Swap.Refused(Optional.of(one)));
        assertThat(indices.swap(alias, Optional.of(one), two)).isEqualTo(new Swap.Done());
        assertThat(indices.swap(alias, Optional.of(one), three)).isEqualTo(new Swap.Refused(Optional.of(two)));
        assertThat(indices.live(alias)).contains(two);
        indices.drop(three);
        assertThat(indices.swap(alias, Optional.of(two), three)).isEqualTo(new Swap.Missing(three));
        indices.drop(one);
        assertThat(indices.swap(alias, Optional.of(one), two)).isEqualTo(new Swap.Refused(Optional.of(two)));
        assertThat(indices.live(alias)).contains(two);
    }

    @Test
    void noSearchFindsNothingWhileAliasesAreSwappedUnderWrites() {
        String serving = make(1);
        put(serving, "1", "{'t':'x'}");
        indices.prepareForServing(serving, TEXT, Duration.ofSeconds(5));
        indices.swap(alias, Optional.empty(), serving);
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Integer> searches = CompletableFuture.supplyAsync(() -> search(stop));
        for (int generation = 2; generation < 6; generation++) {
            String next = make(generation);
            put(Indices.writeAlias(next), "1", "{'t':'x'}");
            indices.prepareForServing(next, TEXT, Duration.ofSeconds(5));
            put(Indices.writeAlias(serving), "1", "{'t':'y'}");
            assertThat(indices.swap(alias, Optional.of(serving), next).done()).isTrue();
            assertThat(indices.drop(serving)).isTrue();
            serving = next;
        }
        stop.set(true);
        assertThat(searches.join()).isPositive();
        assertThat(indices.physicals(alias)).extracting(PhysicalIndex::name).containsExactly(serving);
    }

    private int search(AtomicBoolean stop) {
        int searches = 0;
        while (!stop.get()) {
            JsonNode answer =
                    elasticsearch.call("GET", "/" + alias + "/_count", null).body();
            // The index under a running search may be dropped: that is an error, never fewer documents.
            if (answer.has("count") && answer.at("/_shards/failed").asInt() == 0) {
                assertThat(answer.path("count").asInt()).isEqualTo(1);
                searches++;
            }
        }
        return searches;
    }

    @Test
    void anIndexWhereTheAliasIsToBeIsRefused() {
        String physical = make(1);
        elasticsearch.call("PUT", "/" + alias, null).orThrow("make an index in its place");
        try {
            assertThatThrownBy(() -> indices.live(alias))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining(alias);
            assertThatThrownBy(() -> indices.swap(alias, Optional.of(physical), physical))
                    .isInstanceOf(Refusal.class);
        } finally {
            elasticsearch.call("DELETE", "/" + alias, null);
        }
    }

    @Test
    void anIndexOfSomebodyElseIsNotListed() {
        String other = alias + "-99";
        elasticsearch.call("PUT", "/" + other, null).orThrow("make");
        assertThat(indices.physicals(alias)).isEmpty();
        assertThat(indices.meta(other)).isEmpty();
        assertThat(indices.drop(other)).isTrue();
        assertThat(indices.drop(other)).isFalse();
        assertThat(indices.meta(other)).isEmpty();
    }

    @Test
    void theFieldLimitIsThatOfElasticsearchToTheField() {
        // Three of the daemon's own, and four in its object.
        assertThat(indices.create(Indices.physical(alias, 1), wide(1_000 - 7), meta))
                .isTrue();
        assertThatThrownBy(() -> indices.create(Indices.physical(alias, 2), wide(1_000 - 6), meta))
                .isInstanceOf(Refusal.class);
        IndexDefinition unchecked = new IndexDefinition(wide(1_000 - 6).mapping(), wide(1).settings(), List.of());
        assertThatThrownBy(() -> indices.create(Indices.physical(alias, 2), unchecked, meta))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Limit of total fields");
        IndexDefinition raised =
                MappingDeriver.derive(Plans.wide(3_000), spec(Map.of(), Map.of("mapping.total_fields.limit", 3_007)));
        assertThat(indices.create(Indices.physical(alias, 3), raised, meta)).isTrue();
    }

    private static IndexDefinition wide(int columns) {
        return MappingDeriver.derive(Plans.wide(columns), spec(Map.of(), Map.of()));
    }

    private static IndexDefinition everyKind() {
        return MappingDeriver.derive(
                plan(Arrays.stream(Kind.values())
                        .filter(kind -> kind != Kind.ARRAY)
                        .map(kind -> column(kind.name(), kind))
                        .toList()),
                spec(Map.of(), Map.of()));
    }

    @Test
    void everyDerivedMappingIsTakenAndAStrangeFieldRefused() {
        IndexDefinition all = everyKind();
        String physical = Indices.physical(alias, 1);
        assertThat(indices.create(physical, all, meta)).isTrue();
        assertThat(elasticsearch
                        .call("PUT", "/" + physical + "/_doc/1", Shared.json("{'strange':1}"))
                        .errorType())
                .isEqualTo("strict_dynamic_mapping_exception");
    }

    @Test
    void anIndexIsAdaptedWhereOnlyFieldsAreAdded() {
        IndexDefinition all = everyKind();
        String physical = Indices.physical(alias, 1);
        assertThat(indices.create(physical, all, meta)).isTrue();
        IndexMeta later = new IndexMeta("other", "thing", "tests", meta.created(), meta.documents());
        ObjectNode mapping = all.mapping();
        ((ObjectNode) mapping.path("properties")).putObject("added").put("type", "keyword");
        assertThat(indices.adapt(physical, new IndexDefinition(mapping, all.settings(), List.of()), later))
                .isTrue();
        assertThat(indices.meta(physical)).contains(later);
        put(physical, "1", "{'added':'x'}");

        ObjectNode changed = mapping.deepCopy();
        ((ObjectNode) changed.path("properties")).putObject("added").put("type", "long");
        assertThat(indices.adapt(physical, new IndexDefinition(changed, all.settings(), List.of()), meta))
                .isFalse();
        assertThat(indices.meta(physical)).as("as it was").contains(later);
    }

    @Test
    void everyDateThatPostgresHasIsTaken() {
        String physical = Indices.physical(alias, 1);
        indices.create(
                physical, MappingDeriver.derive(plan(List.of(column("d", Kind.DATE))), spec(Map.of(), Map.of())), meta);
        for (String date : List.of(
                "2024-01-02",
                "2024-01-02T03:04:05.123456",
                "2024-01-02T03:04:05.123456+05:30",
                "2024-01-02T03:04:05.123456Z",
                "0001-01-01",
                "-0043-03-15",
                "-0043-03-15T10:00:00.5+05:53:28",
                "-4712-01-01T00:00:00Z",
                "+12345-01-02",
                "+12345-01-02T03:04:05.5+05:30",
                "+294276-12-31T23:59:59.999999Z",
                "+5874897-12-31")) {
            put(physical, "1", "{'d':'" + date + "'}");
        }
    }

    @Test
    void aTermAtTheLimitOfAKeywordIsTaken() {
        String physical = make(1);
        byte[] text =
                ("{\"t\":\"" + "\uD83D\uDE00".repeat(8_000) + "é".repeat(200) + "\"}").getBytes(StandardCharsets.UTF_8);
        elasticsearch
                .call("PUT", "/" + physical + "/_doc/1", Shared.json(new String(text, StandardCharsets.UTF_8)))
                .orThrow("write a long text");
    }
}
