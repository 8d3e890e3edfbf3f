package tidemark.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidemark.plan.ColumnType;
import tidemark.plan.Drawing;

/** What each kind of column becomes, from the text that PostgreSQL prints. */
final class JsonRenderingTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "boolean|true|true",
                "integer|-7|-7",
                "bigint|9223372036854775807|9223372036854775807",
                "numeric(40,3)|1234567890123456789012345678901234567.125|1234567890123456789012345678901234567.125",
                "numeric|0|0",
                "double precision|1e+20|1e+20",
                "real|-1.5e-07|-1.5e-07",
                "text|plain|\"plain\"",
                "character varying(40)|a\"b\\c|\"a\\\"b\\\\c\"",
                "uuid|6d7ea4c2-3c4f-4a51-9f2e-0b4c1a0a3f11|\"6d7ea4c2-3c4f-4a51-9f2e-0b4c1a0a3f11\"",
                "mood|happy|\"happy\"",
                "date|2024-02-29|\"2024-02-29\"",
                "date|0044-03-15 BC|\"-0043-03-15\"",
                "date|0001-01-01 BC|\"0000-01-01\"",
                "date|12024-02-29|\"+12024-02-29\"",
                "timestamp without time zone|2024-02-29 12:00:00|\"2024-02-29T12:00:00\"",
                "timestamp without time zone|2024-02-29 12:00:00.000001|\"2024-02-29T12:00:00.000001\"",
                "timestamp without time zone|0044-03-15 12:00:00 BC|\"-0043-03-15T12:00:00\"",
                "timestamp with time zone|2024-02-29 12:00:00.5|\"2024-02-29T12:00:00.5Z\"",
                "time without time zone|12:00:00.25|\"12:00:00.25\"",
                "jsonb|{\"a\": [1, null]}|{\"a\": [1, null]}",
                "integer[]|[1,null,3]|[1,null,3]",
                "text[]|[\"a\",\"b\\\"c\"]|[\"a\",\"b\\\"c\"]",
                "date[]|[\"2024-02-29\",null]|[\"2024-02-29\",null]",
                "place|{\"city\":\"Ulm\",\"zip\":null}|{\"city\":\"Ulm\",\"zip\":null}",
                "inet|10.0.0.1|\"10.0.0.1\"",
                "xml|<a b=\"c\"/>|\"<a b=\\\"c\\\"/>\"",
            })
    void everyKindBecomesJson(String type, String text, String json) {
        assertThat(render(type, text)).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "double precision|NaN|null",
                "real|Infinity|null",
                "numeric|-Infinity|null",
                "numeric|NaN|null",
                "date|infinity|null",
                "timestamp without time zone|-infinity|null",
                "timestamp with time zone|infinity|null",
                "double precision[]|[1.5,\"NaN\",\"-Infinity\",null]|[1.5,null,null,null]",
                "date[]|[\"infinity\",\"2024-02-29\"]|[null,\"2024-02-29\"]",
            })
    void whatJsonHasNoValueForBecomesNullAndIsNamedLossy(String type, String text, String json) {
        JsonBytes out = new JsonBytes(1000);
        ColumnType column = Drawing.type(type);
        boolean exact = Rendering.of(column).orElseThrow().write(text.getBytes(UTF_8), out);
        assertThat(new String(out.toBytes(), UTF_8)).isEqualTo(json);
        assertThat(exact).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytea", "bytea[]"})
    void binaryIsNeverShown(String type) {
        assertThat(Rendering.of(Drawing.type(type))).isEmpty();
    }

    @Test
    void everyCharacterComesBackFromItsEscape() throws Exception {
        StringBuilder all = new StringBuilder();
        for (int c = 1; c < 0x2100; c++) {
            all.appendCodePoint(c);
        }
        all.append("\u2028\u2029\ufeff\uffff").appendCodePoint(0x1F600).appendCodePoint(0x10FFFF);
        String json = render("text", all.toString());
        assertThat(JSON.readValue(json, String.class)).isEqualTo(all.toString());
        assertThat(json).doesNotContain("\n", "\r");
    }

    @Test
    void jsonStaysOnOneLine() throws Exception {
        String json = render("json", "{\r\n  \"a\": \"x\\ny\",\n  \"b\": 1e400\n}");
        assertThat(json).doesNotContain("\n", "\r").contains("1e400");
        assertThat(JSON.readTree(json).get("a").asText()).isEqualTo("x\ny");
    }

    @Test
    void moreBytesThanAllowedAreRefused() {
        JsonBytes out = new JsonBytes(10);
        out.text("12345678");
        assertThatThrownBy(() -> out.add('1')).isInstanceOf(TooLarge.class).hasMessage("larger than 10 bytes");
    }

    private static String render(String type, String text) {
        JsonBytes out = new JsonBytes(1_000_000);
        Rendering rendering = Rendering.of(Drawing.type(type)).orElseThrow();
        assertThat(rendering.write(text.getBytes(UTF_8), out)).isTrue();
        return new String(out.toBytes(), UTF_8);
    }
}
