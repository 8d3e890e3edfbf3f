package tidemark.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidemark.plan.ColumnChoice;
import tidemark.plan.EmbedSpec;
import tidemark.plan.Place;
import tidemark.plan.TypeSpec;

class TypesTest {

    private static final Path CHINOOK = Path.of(System.getProperty("basedir", "."))
            .resolve("../config/examples/chinook.yaml")
            .normalize();

    private static Map<String, TypeSpec> types(String yaml) {
        return new ConfigurationReader(Path.of("t.yaml"), Map.of("MIN", "0"))
                .read(yaml, List.of())
                .types();
    }

    private static EmbedSpec embed(@Nullable String name, List<String> path, int line, String place) {
        return new EmbedSpec(
                name, path, Map.of(), ColumnChoice.ALL, null, List.of(), false, List.of(), place(line, place), null);
    }

    private static Place place(int line, String path) {
        return new Place("t.yaml", line, path);
    }

    @Test
    void aTypeIsItsTableByDefault() {
        assertThat(types("types:\n  track:\n").get("track"))
                .isEqualTo(new TypeSpec(
                        "track",
                        "track",
                        ColumnChoice.ALL,
                        null,
                        List.of(),
                        Map.of(),
                        Map.of(),
                        place(2, "types.track")));
    }

    @Test
    void everyShapeOfAnEmbedIsRead() {
        TypeSpec invoice = types("""
                        types:
                          invoice:
                            table: sales.Invoice
                            columns: {except: [BillingFax], as: {Total: total}}
                            where: "total > ${MIN}"
                            embed:
                              - customer.city
                              - playlists: playlist_track.playlist
                              - customer.support_rep: {columns: [first_name, last_name]}
                              - lines:
                                  from: '"invoice.line"'
                                  on: {id: invoice_id}
                                  columns: {only: [a, b], as: {a: c}}
                                  where: a > 0
                                  order: [-a, b]
                                  nested: true
                                  embed: [track.album]
                        """).get("invoice");
        assertThat(invoice.table()).isEqualTo("sales.Invoice");
        assertThat(invoice.columns())
                .isEqualTo(new ColumnChoice(List.of(), List.of("BillingFax"), Map.of("Total", "total")));
        assertThat(invoice.where()).isEqualTo("total > 0");
        assertThat(invoice.embeds())
                .containsExactly(
                        embed(null, List.of("customer", "city"), 7, "types.invoice.embed[0]"),
                        embed("playlists", List.of("playlist_track", "playlist"), 8, "types.invoice.embed[1]"),
                        new EmbedSpec(
                                null,
                                List.of("customer", "support_rep"),
                                Map.of(),
                                new ColumnChoice(List.of("first_name", "last_name"), List.of(), Map.of()),
                                null,
                                List.of(),
                                false,
                                List.of(),
                                place(9, "types.invoice.embed[2]"),
                                null),
                        new EmbedSpec(
                                "lines",
                                List.of("invoice.line"),
                                Map.of("id", "invoice_id"),
                                new ColumnChoice(List.of("a", "b"), List.of(), Map.of("a", "c")),
                                "a > 0",
                                List.of("-a", "b"),
                                true,
                                List.of(embed(null, List.of("track", "album"), 17, "types.invoice.embed[3].embed[0]")),
                                place(11, "types.invoice.embed[3]"),
                                null));
    }

    @Test
    void mappingAndSettingsArePlainValues() {
        TypeSpec type = types("""
                        types:
                          a:
                            mapping:
                              city.name: {type: keyword, ignore_above: 64, store: true, null_value: null}
                            settings:
                              number_of_shards: 3
                              codec: "3"
                              analysis: {filter: [a, 1.5]}
                        """).get("a");
        assertThat(type.mapping().get("city.name"))
                .hasToString("{type=keyword, ignore_above=64, store=true, null_value=null}");
        assertThat(type.settings().get("number_of_shards")).isEqualTo(3L);
        assertThat(type.settings().get("codec")).isEqualTo("3");
        assertThat(type.settings().get("analysis")).isEqualTo(Map.of("filter", List.of("a", 1.5)));
    }

    @Test
    void theDemoReadsAndSpeaksToLoopback() {
        Configuration chinook = Configuration.read(CHINOOK, Map.of(), List.of());
        assertThat(chinook.types().keySet()).containsExactly("track", "invoice", "artist", "customer");
        assertThat(chinook.postgres().jdbcUrl()).isEqualTo("jdbc:postgresql://127.0.0.1:5432/chinook");
        assertThat(chinook.elasticsearch().urls()).hasToString("[http://127.0.0.1:9200]");
        Configuration elsewhere = Configuration.read(
                CHINOOK,
                Map.of(
                        "TIDEMARK_POSTGRES_URL", "postgresql://me@h/c",
                        "TIDEMARK_ELASTICSEARCH_URLS", "http://a:1,http://b:2"),
                List.of());
        assertThat(elsewhere.postgres().user()).isEqualTo("me");
        assertThat(elsewhere.elasticsearch().urls()).hasSize(2);
    }
}
