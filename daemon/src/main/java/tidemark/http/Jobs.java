package tidemark.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of rebuild jobs. May wait for a server; each method throws {@link Problem}.
 */
public interface Jobs {

    /**
     * An answer.
     *
     * @param body JSON
     * @param made whether something new was made
     * @param leads whether this daemon acts on it; otherwise it is stored for the one that leads
     */
    record Reply(ObjectNode body, boolean made, boolean leads) {}

    /** {@code {jobs, count}}, newest first; of these states, or all. */
    ObjectNode list(List<String> states);

    /** One job. */
    ObjectNode find(String id);

    /**
     * Starts jobs.
     *
     * @param id chosen by the client, or null
     * @param types empty for all
     * @param ids of documents of the one type; empty for a rebuild
     * @param metadata free
     */
    Reply start(@Nullable String id, List<String> types, List<String> ids, ObjectNode metadata);

    /** Lets the index of a type serve that served before. */
    Reply rollBack(String type);

    /** Cancels one that is pending or running. */
    Reply cancel(String id);

    /** Tries one again that failed. */
    Reply retry(String id);

    /** Tries all again that failed and may be. */
    Reply retryFailed();

    /** Forgets those that are over. */
    Reply forgetFinished();
}
