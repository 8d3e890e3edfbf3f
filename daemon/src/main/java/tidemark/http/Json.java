package tidemark.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** JSON of requests and answers. */
final class Json {

    /** Deeper than any search that Elasticsearch takes. */
    private static final int DEPTH = 250;

    static final ObjectMapper MAPPER = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .build())
                    .build())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Json() {}

    /** The object that a body holds; an empty body is an empty one. */
    static ObjectNode object(byte[] body) {
        if (body.length == 0) {
            return MAPPER.createObjectNode();
        }
        try {
            JsonNode read = MAPPER.readTree(body);
            if (read instanceof ObjectNode object) {
                return object;
            }
            throw Problem.badRequest(null, "the body is no JSON object", "post an object: {\"types\": [\"track\"]}");
        } catch (JsonProcessingException e) {
            throw Problem.badRequest(
                    null,
                    "the body is no JSON" + place(e.getLocation()) + ": " + words(e),
                    "post an object: {\"types\": [\"track\"]}");
        } catch (IOException e) {
            throw new IllegalStateException("reading bytes does not fail otherwise", e);
        }
    }

    /** A limit that was passed has no place. */
    private static String place(@Nullable JsonLocation at) {
        return at == null ? " that can be taken" : ", at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    /** What a person can act on, of a message that goes on with the parser's own affairs. */
    private static String words(JsonProcessingException e) {
        return e.getOriginalMessage().replaceFirst("(?s) \\(for .*|; expected .*|: was expecting.*|\n.*", "");
    }

    /** Refuses fields that nobody reads: a typing error would ask for something else. */
    static void only(ObjectNode body, Set<String> fields) {
        body.fieldNames().forEachRemaining(field -> {
            if (!fields.contains(field)) {
                throw Problem.badRequest(field, field + ": no such field", "there are: " + new TreeSet<>(fields));
            }
        });
    }

    static List<String> texts(ObjectNode body, String field) {
        JsonNode value = body.path(field);
        List<String> texts = new ArrayList<>();
        if (value.isMissingNode() || value.isNull()) {
            return texts;
        }
        if (!value.isArray()) {
            throw Problem.badRequest(field, field + ": expected a list", "for one, write [\"…\"]");
        }
        if (value.isEmpty()) {
            throw Problem.badRequest(field, field + ": the list is empty", "leave " + field + " out to ask for all");
        }
        for (JsonNode element : value) {
            // Keys that are numbers are often written as such.
            if (!element.isTextual() && !element.isIntegralNumber()) {
                throw Problem.badRequest(
                        field + "[" + texts.size() + "]",
                        field + "[" + texts.size() + "]: expected a text",
                        "a composite key is the text of a JSON array of texts, such as [\"7\",\"2\"]");
            }
            texts.add(element.asText());
        }
        return texts;
    }

    static @Nullable String text(ObjectNode body, String field) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw Problem.badRequest(field, field + ": expected a text", "put it in quotation marks");
        }
        return value.asText();
    }

    static ObjectNode object(ObjectNode body, String field) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return MAPPER.createObjectNode();
        }
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw Problem.badRequest(field, field + ": expected an object", "for example {\"why\": \"new mapping\"}");
    }
}
