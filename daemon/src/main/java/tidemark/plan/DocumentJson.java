package tidemark.plan;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** How JSON of documents is read: whatever the database and Elasticsearch take, and with every digit of a number. */
public final class DocumentJson {

    /** Deeper than a document may be nested in either. */
    private static final int DEPTH = 5_000;

    private static final JsonMapper EXACT = builder().build();

    private DocumentJson() {}

    /** A composed document as a tree. */
    public static JsonNode parse(byte[] source) {
        try {
            return EXACT.readTree(source);
        } catch (IOException e) {
            throw new IllegalStateException("a composed document is JSON", e);
        }
    }

    /** A mapper to be. */
    public static JsonMapper.Builder builder() {
        return JsonMapper.builder(new JsonFactoryBuilder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxStringLength(Integer.MAX_VALUE)
                                .maxNumberLength(Integer.MAX_VALUE)
                                .maxNameLength(Integer.MAX_VALUE)
                                .maxNestingDepth(DEPTH)
                                .build())
                        .build())
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
    }
}
