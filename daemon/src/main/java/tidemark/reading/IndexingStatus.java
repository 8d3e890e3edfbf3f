package tidemark.reading;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidemark.capture.ChangeLog;
import tidemark.cycle.Types;
import tidemark.index.Documents;
import tidemark.reading.Knowledge.Known;
import tidemark.snapshot.SharedSnapshot;
import tidemark.snapshot.Snapshots;

/**
 * How much of what was recorded is indexed, and how fresh searches are. A daemon that leads tells what it knows, one that stands
 * by what the state says. Any thread; throws {@link tidemark.lifecycle.Unavailable} if a server is away.
 */
public final class IndexingStatus {

    private final Types types;
    private final Knowledge knowledge;
    private final Snapshots snapshots;
    private final ChangeLog log;
    private final Documents documents;
    private final Function<String, ObjectNode> freshness;

    /**
     * Over these rooms.
     *
     * @param freshness of a type, as JSON
     */
    public IndexingStatus(
            Types types,
            Knowledge knowledge,
            Snapshots snapshots,
            ChangeLog log,
            Documents documents,
            Function<String, ObjectNode> freshness) {
        this.types = types;
        this.knowledge = knowledge;
        this.snapshots = snapshots;
        this.log = log;
        this.documents = documents;
        this.freshness = freshness;
    }

    /** Of everything, with each type under {@code types}; null before anything was ever indexed. */
    public @Nullable ObjectNode all() {
        Operations operations = operations();
        if (operations == null) {
            return null;
        }
        ObjectNode json = operations.all();
        ObjectNode byType = json.putObject("types");
        types.names().forEach(type -> byType.set(type, of(operations, type)));
        return json;
    }

    /** Of one type that is configured; null before anything was ever indexed. */
    public @Nullable ObjectNode of(String type) {
        Operations operations = operations();
        return operations == null ? null : of(operations, type);
    }

    private ObjectNode of(Operations operations, String type) {
        ObjectNode json = operations.of(type);
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.putObject("match_all");
        json.put("documents", documents.count(types.alias(type), all));
        json.set("freshness", freshness.apply(type));
        return json;
    }

    /** The position first: what is beyond it then is in the log. */
    private @Nullable Operations operations() {
        Known known = knowledge.now();
        if (known == null) {
            return null;
        }
        try (SharedSnapshot snapshot = snapshots.open(Set.of(), 0)) {
            return new Operations(
                    types,
                    known.position().operations(),
                    log.unconsumed(snapshot.connection(), known.position()),
                    known.control());
        }
    }
}
