package tidemark.elasticsearch;

import com.fasterxml.jackson.databind.JsonNode;
import tidemark.lifecycle.Refusal;
import tidemark.lifecycle.Unavailable;

/**
 * What Elasticsearch answered.
 *
 * @param status of HTTP
 * @param body JSON; a text node if something in between answered otherwise; missing if there was none
 */
public record Answer(int status, JsonNode body) {

    /** Whether the request as a whole was carried out; single items of a bulk may have failed all the same. */
    public boolean ok() {
        return status < 300;
    }

    /** Type of the error, empty without one. */
    public String errorType() {
        return body.path("error").path("type").asText("");
    }

    /** Why, as Elasticsearch says; never empty for an error. */
    public String reason() {
        JsonNode error = body.path("error");
        String reason = error.path("reason").asText("");
        if (!reason.isEmpty()) {
            return error.path("type").asText("") + ": " + reason;
        }
        return "HTTP " + status + (error.isTextual() ? " " + error.asText() : "");
    }

    /** Whether a later try may succeed without anybody doing something about the request. */
    public boolean passing() {
        return status == 408 || status == 429 || status >= 500 || errorType().equals("cluster_block_exception");
    }

    /**
     * This answer, if it is a success.
     *
     * @param what was asked for, to be named in the failure
     * @throws Unavailable if a later try may succeed
     * @throws Refusal if the daemon may not do this
     * @throws IllegalStateException if it is neither: a bug, or a server that the daemon does not know
     */
    public Answer orThrow(String what) {
        if (ok()) {
            return this;
        }
        if (status == 401 || (status == 403 && !passing())) {
            throw new Refusal(
                    "Elasticsearch does not let the daemon " + what + ": " + reason(),
                    "Check the credentials under elasticsearch and the privileges of that user or key.");
        }
        if (passing()) {
            throw new Unavailable(
                    Unavailable.Server.ELASTICSEARCH, "Elasticsearch could not " + what + ": " + reason(), null);
        }
        throw new IllegalStateException("Elasticsearch would not " + what + ": " + reason()
                + "; if its version is supported, please report this");
    }
}
