package tidemark.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is sent back.
 *
 * @param contentType of the body
 * @param headers beside it; without a {@code Cache-Control} the answer is not to be stored
 */
record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {

    static final String JSON = "application/json";

    static Answer ok(JsonNode body) {
        return of(200, body);
    }

    static Answer of(int status, JsonNode body) {
        try {
            return text(status, JSON, Json.MAPPER.writeValueAsString(body) + "\n");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a JSON tree can be written", e);
        }
    }

    static Answer text(int status, String contentType, String body) {
        return new Answer(status, contentType, body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    Answer with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Answer(status, contentType, body, Map.copyOf(more));
    }

    static Answer of(Problem problem) {
        return of(problem.status(), error(problem));
    }

    /** {@code {error: {code, message, hint, field?}}}. */
    static ObjectNode error(Problem problem) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        ObjectNode error = body.putObject("error")
                .put("code", problem.code())
                .put("message", problem.getMessage())
                .put("hint", problem.hint());
        if (problem.field() != null) {
            error.put("field", problem.field());
        }
        return body;
    }
}
