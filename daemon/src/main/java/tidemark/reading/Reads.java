package tidemark.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import tidemark.audit.Rules;
import tidemark.capture.ChangeLog;
import tidemark.change.DocumentId;
import tidemark.change.Key;
import tidemark.cycle.Horizon;
import tidemark.cycle.Horizon.Reached;
import tidemark.cycle.Types;
import tidemark.document.Composed;
import tidemark.document.Composer;
import tidemark.document.SharedObjects;
import tidemark.document.Stamp;
import tidemark.index.Documents;
import tidemark.plan.DocumentJson;
import tidemark.snapshot.SharedSnapshot;
import tidemark.snapshot.Snapshots;

/**
 * Documents and searches at the level that a reader asks for: as the index has them, or with all that is committed. Any
 * thread; each method throws {@link tidemark.lifecycle.Unavailable} if a server is away.
 */
public final class Reads {

    /** What a search usually finds at most, in bytes. */
    public static final int USUALLY_FOUND = 1 << 20;

    /** What it may find, in bytes. */
    public static final int MOST_FOUND = 10 << 20;

    private final Types types;
    private final Horizon horizon;
    private final Waiting waiting;
    private final Snapshots snapshots;
    private final ChangeLog log;
    private final Documents documents;
    private final Keys keys;
    private final Executor pool;

    /** Whether texts can be keys. */
    public interface Keys {
        /** The key of a type that a text is, as the database spells it; empty if it cannot be one. */
        Optional<Key> read(String type, String text);
    }

    /** Over these rooms; the snapshots are those of readers. */
    public Reads(
            Types types,
            Horizon horizon,
            Waiting waiting,
            Snapshots snapshots,
            ChangeLog log,
            Documents documents,
            Keys keys,
            Executor pool) {
        this.types = types;
        this.horizon = horizon;
        this.waiting = waiting;
        this.snapshots = snapshots;
        this.log = log;
        this.documents = documents;
        this.keys = keys;
        this.pool = pool;
    }

    /**
     * A document, or that there is none.
     *
     * @param body {@code {type, id, found, source: index | database, document?}}
     */
    public record Read(boolean found, ObjectNode body) {}

    /**
     * A document as the index has it, searchable or not yet.
     *
     * @param id text of its key
     * @throws IllegalArgumentException if the text cannot be a key of this type
     */
    public Read fromIndex(String type, String id) {
        Key key = Key.parse(id, types.plan(type).root().key().size());
        return indexed(type, key);
    }

    private Read indexed(String type, Key key) {
        Documents.Found found =
                documents.read(types.alias(type), List.of(key.documentId())).get(key.documentId());
        return read(type, key, "index", found == null ? null : found.source());
    }

    private static Read read(String type, Key key, String source, @Nullable JsonNode document) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("type", type)
                .put("id", key.text())
                .put("found", document != null)
                .put("source", source);
        if (document != null) {
            json.set("document", document);
        }
        return new Read(document != null, json);
    }

    /**
     * A document with all that is committed: from the index if that shows it, else composed from the database.
     *
     * @param id text of its key
     * @throws IllegalArgumentException if the text cannot be a key of this type
     */
    public Read committed(String type, String id) {
        Key key = keys.read(type, id)
                .orElseThrow(() -> new IllegalArgumentException("'" + id + "' cannot be a key of " + type));
        // Before the snapshot: what the position passes is in the index.
        Reached reached = horizon.reached();
        try (SharedSnapshot snapshot = snapshots.open(types.plan(type).tables(), 0)) {
            // Another timeline is another history, of which the position tells nothing.
            boolean shown = reached != null
                    && reached.position().timeline() == snapshot.moment().timeline()
                    && !reached.control().target(type).carries()
                    // Writes may have passed the log unseen.
                    && reached.control().target(type).stale() == null
                    && !reached.troubled().contains(new DocumentId(type, key))
                    && !log.probe(snapshot.connection(), reached.position()).anythingNew();
            if (!shown) {
                return composed(type, key, snapshot);
            }
        }
        return indexed(type, key);
    }

    private Read composed(String type, Key key, SharedSnapshot snapshot) {
        Rules rules = types.rules(type);
        Stamp stamp = new Stamp(0, snapshot.moment().snapshot().toString(), rules.hash());
        Composed composed = new Composer(types.plan(type))
                .compose(snapshot.connection(), new SharedObjects(0), List.of(key), stamp)
                .get(0);
        composed.failure().ifPresent(reason -> {
            throw new NotComposed(reason);
        });
        byte[] source = composed.source();
        if (source == null) {
            return read(type, key, "database", null);
        }
        byte[] audited = rules.isEmpty() ? source : rules.audited(key.documentId(), source);
        return read(type, key, "database", DocumentJson.parse(audited));
    }

    /** The rows of a document make none. */
    public static final class NotComposed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotComposed(String reason) {
            super("the document cannot be composed: " + reason, null, false, false);
        }
    }

    /**
     * Searches what is in the index.
     *
     * @param limit how many bytes the answer may have
     * @throws tidemark.index.NoSuchIndex before the first
     * @throws tidemark.elasticsearch.AnswerTooLarge if it finds too much
     */
    public Documents.Searched search(String type, ObjectNode body, int limit) {
        return documents.passOn(types.alias(type), body, limit);
    }

    /** Waits until all that is committed by now is searchable in this type. */
    public CompletionStage<Waiting.Waited> caughtUp(String type, Duration timeout) {
        return waiting.everything(List.of(type), timeout);
    }

    /** For what asks a server once it was waited for. */
    public Executor pool() {
        return pool;
    }
}
