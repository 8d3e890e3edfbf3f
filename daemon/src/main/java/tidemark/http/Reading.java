package tidemark.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What readers ask: how much is indexed, when is a change searchable, what does a document say. Each throws {@link Problem}. */
public interface Reading {

    /** The answer of {@code GET /_indexer/indexing_status}, of all types or one. */
    ObjectNode indexingStatus(@Nullable String type);

    /**
     * How a wait ended.
     *
     * @param searchable whether what was waited for is; otherwise the time was up, and {@code state} and {@code message} of the body
     *     say how far it is
     */
    record Waited(boolean searchable, ObjectNode body) {}

    /**
     * Waits.
     *
     * @param xid of a transaction; null for all that is committed by now
     * @param types without a transaction: only of these; empty for all
     */
    CompletionStage<Waited> waitFor(@Nullable Long xid, List<String> types, Duration timeout);

    /**
     * A document.
     *
     * @param body with {@code found}
     */
    record Document(boolean found, ObjectNode body) {}

    /** Reads a document, with all that is committed or as the index has it. */
    Document document(String type, String id, boolean committed);

    /** How a search ended. */
    sealed interface Search {}

    /**
     * The time was up before all that is committed was searchable.
     *
     * @param body how far it is
     */
    record Late(ObjectNode body) implements Search {}

    /**
     * Elasticsearch answered.
     *
     * @param status of it
     * @param body as it came
     * @param reason why it does not take the search; empty where it does
     * @param troubled how many documents of the type are committed and could not be indexed, so that no search finds what they
     *     are; of a search that caught up first
     * @param sent to be run when the answer has left, or never will: until then it takes a place of few
     */
    record Found(int status, byte[] body, String reason, int troubled, Runnable sent) implements Search {}

    /** Searches, after catching up with all that is committed or at once. */
    CompletionStage<Search> search(String type, ObjectNode body, boolean committed, Duration timeout);

    /** Why a document is what it is. */
    ObjectNode explain(String type, String id);

    /** What a change of a row would touch. */
    ObjectNode impact(String table, String key);
}
