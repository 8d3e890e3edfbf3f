package tidemark.elasticsearch;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import tidemark.plan.DocumentJson;

/**
 * What Elasticsearch answered, as it came.
 *
 * @param status of HTTP
 * @param body empty if there was none
 */
public record RawAnswer(int status, byte[] body) {

    /** Numbers of documents are exact; as doubles two different ones could look the same. */
    private static final JsonMapper JSON = DocumentJson.builder().build();

    /**
     * The same, understood.
     *
     * @throws UncheckedIOException if it looks like JSON and is none
     */
    public Answer parsed() {
        if (body.length == 0) {
            return new Answer(status, MissingNode.getInstance());
        }
        if (body[0] == '{' || body[0] == '[') {
            try {
                return new Answer(status, JSON.readTree(body));
            } catch (IOException e) {
                throw new UncheckedIOException("not JSON", e);
            }
        }
        return new Answer(status, TextNode.valueOf(new String(body, StandardCharsets.UTF_8)));
    }
}
