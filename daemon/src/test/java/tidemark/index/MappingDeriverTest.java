package tidemark.index;

import static org.assertj.core.api.Assertions.assertThat;
import static tidemark.index.Plans.array;
import static tidemark.index.Plans.column;
import static tidemark.index.Plans.embed;
import static tidemark.index.Plans.node;
import static tidemark.index.Plans.plan;
import static tidemark.index.Plans.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidemark.elasticsearch.Shared;
import tidemark.plan.ColumnType.Kind;
import tidemark.plan.DocumentPlan;

final class MappingDeriverTest {

    private static IndexDefinition derive(DocumentPlan plan, Map<String, Object> overrides) {
        return MappingDeriver.derive(plan, spec(overrides, Map.of()));
    }

    private static JsonNode fields(DocumentPlan plan, Map<String, Object> overrides) {
        IndexDefinition definition = derive(plan, overrides);
        assertThat(definition.problems()).isEmpty();
        return definition.mapping().path("properties");
    }

    @ParameterizedTest
    @CsvSource({
        "BOOLEAN, boolean", "INTEGER, integer", "BIGINT, long", "REAL, float", "DOUBLE, double", "NUMERIC, double",
        "TEXT, text", "UUID, keyword", "ENUM, keyword", "DATE, date", "TIMESTAMP, date", "TIMESTAMPTZ, date",
        "TIME, keyword", "JSON, flattened", "COMPOSITE, flattened", "OTHER, keyword"
    })
    void everyTypeHasItsMappingAndAnArrayThatOfItsElements(Kind kind, String type) {
        JsonNode fields = fields(plan(List.of(column("one", kind), array("many", kind))), Map.of());
        assertThat(fields.path("one").path("type").asText()).isEqualTo(type);
        assertThat(fields.path("many")).isEqualTo(fields.path("one"));
    }

    @Test
    void everyKindButBinaryAndArrayIsAskedAbove() {
        assertThat(Arrays.stream(Kind.values()).filter(kind -> kind != Kind.BINARY && kind != Kind.ARRAY))
                .hasSize(16);
    }

    @Test
    void bytesAreLeftOut() {
        assertThat(fields(plan(List.of(column("image", Kind.BINARY))), Map.of()).has("image"))
                .isFalse();
    }

    @Test
    void textCanBeSearchedAndSorted() {
        assertThat(fields(plan(List.of(column("t", Kind.TEXT))), Map.of()).path("t"))
                .isEqualTo(Shared.json("{'type':'text','fields':{'keyword':{'type':'keyword','ignore_above':8191}}}"));
    }

    @Test
    void theRootIsStrictAndHoldsTheDaemonsOwn() {
        IndexDefinition definition = derive(plan(List.of()), Map.of());
        assertThat(definition.mapping().path("dynamic").asText()).isEqualTo("strict");
        assertThat(definition
                        .mapping()
                        .at("/properties/_tidemark/properties/generation/type")
                        .asText())
                .isEqualTo("long");
        assertThat(definition.mapping().at("/properties/audit/type").asText()).isEqualTo("flattened");
    }

    private static DocumentPlan invoice() {
        return plan(
                List.of(column("total", Kind.NUMERIC), column("data", Kind.JSON)),
                embed("customer", false, false, node("customer", List.of(column("name", Kind.TEXT)), List.of())),
                embed("lines", true, true, node("lines", List.of(column("n", Kind.INTEGER)), List.of())),
                embed(
                        "playlists",
                        true,
                        false,
                        Plans.through(
                                "(pt)",
                                embed(
                                        "playlist",
                                        false,
                                        true,
                                        node("p", List.of(column("name", Kind.TEXT)), List.of())))));
    }

    @Test
    void embedsAreObjectsOrNestedAndAJoinTableLeavesNoTrace() {
        JsonNode fields = fields(invoice(), Map.of());
        assertThat(fields.at("/customer/type").asText()).isEqualTo("object");
        assertThat(fields.at("/customer/properties/name/type").asText()).isEqualTo("text");
        assertThat(fields.at("/lines/type").asText()).isEqualTo("nested");
        assertThat(fields.at("/lines/properties/n/type").asText()).isEqualTo("integer");
        assertThat(fields.at("/playlists/properties/name/type").asText()).isEqualTo("text");
        assertThat(fields.at("/playlists/type").asText()).isEqualTo("nested");
        assertThat(fields.at("/playlists/properties").has("playlist")).isFalse();
    }

    @Test
    void anOverrideReplacesAFieldAtAnyDepth() {
        JsonNode fields = fields(
                invoice(),
                Map.of(
                        "total",
                        Map.of("type", "keyword"),
                        "customer.name",
                        Map.of("type", "keyword", "ignore_above", 5)));
        assertThat(fields.path("total")).isEqualTo(Shared.json("{'type':'keyword'}"));
        assertThat(fields.at("/customer/properties/name/ignore_above").asInt()).isEqualTo(5);
    }

    @Test
    void anOverrideOfAnEmbedKeepsItsFieldsUnlessItsTypeHasNone() {
        JsonNode fields =
                fields(invoice(), Map.of("customer", Map.of("type", "nested"), "lines", Map.of("type", "flattened")));
        assertThat(fields.at("/customer/type").asText()).isEqualTo("nested");
        assertThat(fields.at("/customer/properties").has("name")).isTrue();
        assertThat(fields.path("lines")).isEqualTo(Shared.json("{'type':'flattened'}"));
    }

    @Test
    void jsonAsAnObjectTakesFieldsThatNobodyKnows() {
        assertThat(fields(invoice(), Map.of("data", Map.of("type", "object"))).path("data"))
                .isEqualTo(Shared.json("{'type':'object','dynamic':true}"));
    }

    @Test
    void anOverrideOfAnUnknownFieldNamesTheOnesMeant() {
        assertThat(derive(invoice(), Map.of("lines.name", Map.of("type", "keyword")))
                        .problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.place().path()).isEqualTo("types.thing.mapping.lines.name");
                    assertThat(problem.hint()).contains("customer.name", "playlists.name");
                });
    }

    @ParameterizedTest
    @CsvSource({"_id", "_tidemark", "audit", "a..b", ".a", "'  '"})
    void aNameThatCannotBeIsAProblemBeforeTheIndexIsMade(String field) {
        assertThat(derive(plan(List.of(column(field, Kind.TEXT))), Map.of()).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.hint()).contains("as:"));
    }

    @Test
    void tooManyFieldsAreAProblemThatNamesTheSettingToWrite() {
        assertThat(MappingDeriver.derive(Plans.wide(3_000), spec(Map.of(), Map.of()))
                        .problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.message()).contains("3007 fields", "is 1000");
                    assertThat(problem.hint()).contains("index.mapping.total_fields.limit: 3007");
                });
        Map<String, Object> raised = Map.of("mapping", Map.of("total_fields", Map.of("limit", 3_007)));
        assertThat(MappingDeriver.derive(Plans.wide(3_000), spec(Map.of(), raised))
                        .problems())
                .isEmpty();
    }

    @Test
    void settingsOfAPersonAreLaidOverOurs() {
        IndexDefinition definition = MappingDeriver.derive(
                invoice(), spec(Map.of(), Map.of("number_of_replicas", 2, "index", Map.of("refresh_interval", "5s"))));
        assertThat(definition.settings())
                .containsEntry("index.number_of_replicas", 2)
                .containsEntry("index.auto_expand_replicas", false)
                .containsEntry("index.gc_deletes", "1h");
        assertThat(definition.settingsWhileFilling())
                .containsEntry("index.number_of_replicas", 0)
                .containsEntry("index.refresh_interval", "-1");
        assertThat(definition.settingsToServe())
                .containsEntry("index.number_of_replicas", 2)
                .containsEntry("index.refresh_interval", "5s");
    }
}
