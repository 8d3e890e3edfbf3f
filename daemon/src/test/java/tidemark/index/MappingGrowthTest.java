package tidemark.index;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class MappingGrowthTest {

    private static final String BEFORE = """
            {"dynamic": "strict", "_meta": {"a": 1},
             "properties": {"name": {"type": "keyword", "ignore_above": 8191},
                            "_tidemark": {"properties": {"g": {"type": "long"}}},
                            "lines": {"properties": {"n": {"type": "integer"}}}}}""";

    private static boolean grows(String from, String to) {
        return MappingGrowth.onlyAdds(json(BEFORE), json(BEFORE.replace(from, to)));
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void furtherFieldsAreGrowth() {
        assertThat(grows("", "")).isTrue();
        assertThat(grows("\"name\"", "\"more\": {\"type\": \"text\"}, \"name\""))
                .isTrue();
        assertThat(grows("{\"g\"", "{\"h\": {\"type\": \"text\"}, \"g\"")).isTrue();
        assertThat(grows("{\"a\": 1}", "{\"b\": 2}")).isTrue();
        assertThat(grows("{\"properties\": {\"n\"", "{\"type\": \"object\", \"properties\": {\"n\""))
                .as("as it is told back")
                .isTrue();
    }

    @Test
    void anotherFormOfAFieldIsNot() {
        assertThat(grows("keyword", "text")).isFalse();
        assertThat(grows("8191", "100")).isFalse();
        assertThat(grows("\"ignore_above\": 8191", "\"ignore_above\": 8191, \"fields\": {\"t\": {\"type\": \"text\"}}"))
                .isFalse();
        assertThat(grows("integer", "long")).isFalse();
        assertThat(grows("{\"n\"", "{\"m\": {\"type\": \"text\"}, \"n\""))
                .as("which documents may show already")
                .isFalse();
        assertThat(grows("strict", "false")).isFalse();
        assertThat(grows("\"lines\"", "\"rows\"")).isFalse();
        assertThat(grows("{\"properties\": {\"n\"", "{\"type\": \"nested\", \"properties\": {\"n\""))
                .isFalse();
    }
}
