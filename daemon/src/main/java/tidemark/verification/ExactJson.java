package tidemark.verification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import tidemark.plan.DocumentJson;

/** Composed documents as trees, with numbers as exact as they were composed. */
final class ExactJson {

    private static final JsonMapper JSON = DocumentJson.builder().build();

    private ExactJson() {}

    static JsonNode parse(byte[] source) {
        try {
            return JSON.readTree(source);
        } catch (IOException e) {
            throw new IllegalStateException("a composed document is JSON", e);
        }
    }
}
