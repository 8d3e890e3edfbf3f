package tidemark.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import tidemark.change.DocumentId;
import tidemark.change.Key;

/**
 * A document that could not be indexed: an entry of the troubled list.
 *
 * @param type document type
 * @param key text of its key
 * @param reason why, as Elasticsearch or composing said
 * @param attempts how often it was tried
 * @param first when it first failed
 * @param next when it is due again
 * @param index physical index that refused it; empty where composing failed
 * @param generation of the attempt; only one that is equal or newer removes the entry
 */
public record FailedDocument(
        String type,
        String key,
        String reason,
        int attempts,
        Instant first,
        Instant next,
        String index,
        long generation) {

    /** Of which document, given how many columns its key has. */
    public DocumentId id(int keyColumns) {
        return new DocumentId(type, Key.parse(key, keyColumns));
    }

    /** Reads an entry. */
    public static FailedDocument read(JsonNode json) {
        return new FailedDocument(
                json.path("type").asText(),
                json.path("key").asText(),
                json.path("error_message").asText(),
                json.path("attempts").asInt(),
                Instant.parse(json.path("first").asText()),
                Instant.parse(json.path("next").asText()),
                json.path("index").asText(),
                json.path("generation").asLong());
    }

    /** Its JSON; {@code uuid} and {@code timestamp} are what results call the id and the first time. */
    public ObjectNode write() {
        return Json.object()
                .put("uuid", type + ":" + key)
                .put("type", type)
                .put("key", key)
                .put("error_message", reason)
                .put("timestamp", first.toString())
                .put("attempts", attempts)
                .put("first", first.toString())
                .put("next", next.toString())
                .put("index", index)
                .put("generation", generation);
    }
}
