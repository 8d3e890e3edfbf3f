package tidemark.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What is sent back. */
record Answer(int status, ObjectNode body) {

    static Answer ok(ObjectNode body) {
        return new Answer(200, body);
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
        return new Answer(problem.status(), body);
    }
}
