package tidemark.verification;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** Composed documents as trees, with numbers as exact as they were composed. */
final class ExactJson {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private ExactJson() {}

    static JsonNode parse(byte[] source) {
        try {
            return JSON.readTree(source);
        } catch (IOException e) {
            throw new IllegalStateException("a composed document is JSON", e);
        }
    }
}
