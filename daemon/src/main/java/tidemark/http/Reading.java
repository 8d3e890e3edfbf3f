package tidemark.http;

import com.fasterxml.jackson.databind.JsonNode;
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

    /**
     * What a search found.
     *
     * @param late how far it is, where the time was up before all that is committed was searchable; null otherwise
     * @param status of Elasticsearch
     */
    record Found(
            @Nullable ObjectNode late, int status, @Nullable JsonNode body) {}

    /** Searches, after catching up with all that is committed or at once. */
    CompletionStage<Found> search(String type, ObjectNode body, boolean committed, Duration timeout);

    /** Why a document is what it is. */
    ObjectNode explain(String type, String id);

    /** What a change of a row would touch. */
    ObjectNode impact(String table, String key);
}
