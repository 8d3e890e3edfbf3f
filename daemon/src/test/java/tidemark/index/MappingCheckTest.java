package tidemark.index;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingCheckTest {

    private static final JsonNode MAPPING = json("""
            {"dynamic": "strict", "properties": {
              "b": {"type": "byte"}, "l": {"type": "long"}, "f": {"type": "float"}, "t": {"type": "boolean"},
              "k": {"type": "keyword"}, "any": {"type": "object", "enabled": false}, "flat": {"type": "flattened"},
              "free": {"dynamic": "true", "properties": {}},
              "lines": {"properties": {"n": {"type": "short"}}}, "lax": {"type": "byte", "ignore_malformed": true}}}""");

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"b\": 127, \"l\": 9223372036854775807, \"f\": 1e38, \"t\": true, \"k\": 5}",
                "{\"b\": \"12\", \"t\": \"false\"}",
                "{\"b\": 127.9}",
                "{\"b\": [1, 2, null], \"k\": null}",
                "{\"any\": 5, \"flat\": {\"x\": {\"y\": 1}}, \"free\": {\"x\": 1}}",
                "{\"lines\": [{\"n\": 1}, {\"n\": 2}], \"lax\": 1000}",
                "{\"lines\": null}",
            })
    void takesWhatElasticsearchTakes(String document) {
        assertThat(MappingCheck.refusal(MAPPING, json(document))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"b\": 128} | b",
                "{\"b\": \"twelve\"} | b",
                "{\"l\": 9223372036854775808} | l",
                "{\"f\": 1e39} | f",
                "{\"t\": 1} | t",
                "{\"k\": {\"x\": 1}} | k",
                "{\"flat\": 5} | flat",
                "{\"lines\": [{\"n\": 1}, {\"n\": 40000}]} | lines[1].n",
                "{\"lines\": 5} | lines",
                "{\"lines\": {\"m\": 5}} | lines.m",
                "{\"other\": 5} | other",
            })
    void namesThePathThatIsRefused(String document, String path) {
        assertThat(MappingCheck.refusal(MAPPING, json(document)))
                .hasValueSatisfying(why -> assertThat(why).startsWith(path + ":"));
    }
}
