package tidemark.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What is sent back.
 *
 * @param contentType of the body
 */
record Answer(int status, String contentType, byte[] body) {

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
        return new Answer(status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    static Answer of(Problem problem) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        ObjectNode error = body.putObject("error")
                .put("code", problem.code())
                .put("message", problem.getMessage())
                .put("hint", problem.hint());
        if (problem.field() != null) {
            error.put("field", problem.field());
        }
        return of(problem.status(), body);
    }
}
