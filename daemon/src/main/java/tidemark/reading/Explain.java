package tidemark.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tidemark.capture.ChangeLog;
import tidemark.change.Change;
import tidemark.change.Key;
import tidemark.change.Position;
import tidemark.cycle.Types;
import tidemark.document.Composed;
import tidemark.document.Composer;
import tidemark.document.SharedObjects;
import tidemark.document.Stamp;
import tidemark.index.Documents;
import tidemark.invalidation.Invalidation;
import tidemark.plan.DocumentJson;
import tidemark.plan.DocumentPlan;
import tidemark.plan.Embed;
import tidemark.plan.PlanNode;
import tidemark.plan.ShownColumn;
import tidemark.reading.Knowledge.Known;
import tidemark.snapshot.SharedSnapshot;
import tidemark.snapshot.Snapshots;
import tidemark.state.FailedDocument;
import tidemark.state.Names;
import tidemark.state.StateStore;
import tidemark.state.Target;
import tidemark.state.Versioned;
import tidemark.verification.Difference;

/**
 * Why a document is what it is. For people: a few queries each, nothing is kept. Any thread;
 * throws {@link tidemark.lifecycle.Unavailable} if a server is away.
 */
public final class Explain {

    /** So far back the log is looked through. */
    private static final int ROWS = 5_000;

    private static final int SHOWN = 5;
    private static final int MOST_DOCUMENTS = 100_000;

    /** So long it is looked for; a batch that is asked for then is the last. */
    private static final long LOOKING = Duration.ofSeconds(10).toNanos();

    private final Types types;
    private final Invalidation invalidation;
    private final Knowledge knowledge;
    private final Snapshots snapshots;
    private final ChangeLog log;
    private final Documents documents;
    private final StateStore store;
    private final Reads.Keys keys;

    /** Over these rooms; the snapshots are those of readers. */
    public Explain(
            Types types,
            Knowledge knowledge,
            Snapshots snapshots,
            ChangeLog log,
            Documents documents,
            StateStore store,
            Reads.Keys keys) {
        this.types = types;
        this.invalidation = Invalidation.of(types.plans().values());
        this.knowledge = knowledge;
        this.snapshots = snapshots;
        this.log = log;
        this.documents = documents;
        this.store = store;
        this.keys = keys;
    }

    /**
     * A document.
     *
     * @param id text of its key
     * @return {@code {type, id, state, message, index?, database?, difference?, troubled?, stale?, waiting: [change], last_changes:
     *     [change], would_change_it: [{table, path, columns}]}}; a change is {@code {xid, at, table, key, operation, paths}}.
     *     {@code state} is {@code true}, {@code behind}, {@code troubled}, {@code carried}, {@code drifted} or {@code absent}
     * @throws IllegalArgumentException if the text cannot be a key of this type
     */
    public ObjectNode document(String type, String id) {
        Key key = keys.read(type, id)
                .orElseThrow(() -> new IllegalArgumentException("'" + id + "' cannot be a key of " + type));
        Known known = knowledge.now();
        DocumentPlan plan = types.plan(type);
        try (SharedSnapshot snapshot = snapshots.open(plan.tables(), 0)) {
            boolean served = known != null && known.control().target(type).live() != null;
            Found found = found(plan, key, snapshot, served);
            List<Hit> touching =
                    known == null ? List.of() : touching(snapshot.connection(), plan, key, known.position());
            return json(plan, key, known, found, touching);
        }
    }

    /**
     * What the document is on both sides.
     *
     * @param database null if there is none, or it cannot be made
     * @param failure why it cannot be made; null otherwise
     * @param index null if it is not there
     */
    private record Found(
            @Nullable JsonNode database,
            @Nullable String failure,
            @Nullable JsonNode index,
            String snapshot) {

        Optional<Difference> difference() {
            if (database == null || index == null) {
                return Optional.empty();
            }
            return Difference.of(database, index);
        }

        boolean same() {
            return failure == null
                    && (database == null) == (index == null)
                    && difference().isEmpty();
        }
    }

    private Found found(DocumentPlan plan, Key key, SharedSnapshot snapshot, boolean served) {
        Documents.Found indexed = served
                ? documents
                        .read(types.alias(plan.type()), List.of(key.documentId()))
                        .get(key.documentId())
                : null;
        String moment = snapshot.moment().snapshot().toString();
        Composed composed = new Composer(plan)
                .compose(snapshot.connection(), new SharedObjects(0), List.of(key), new Stamp(0, moment))
                .get(0);
        byte[] source = composed.source();
        return new Found(
                source == null ? null : DocumentJson.parse(source),
                composed.failure().orElse(null),
                indexed == null ? null : indexed.source(),
                moment);
    }

    /** A change that reaches the document. */
    private record Hit(Change change, List<String> paths, boolean waiting) {
        ObjectNode json() {
            Key key = change.newKey() == null ? change.oldKey() : change.newKey();
            ObjectNode json = JsonNodeFactory.instance
                    .objectNode()
                    .put("xid", change.xid())
                    .put("at", change.at().toString())
                    .put("table", change.table().toString())
                    .put("key", key == null ? null : key.text())
                    .put("operation", change.operation().name().toLowerCase(Locale.ROOT));
            ArrayNode array = json.putArray("paths");
            paths.forEach(array::add);
            return json;
        }
    }

    /** The newest changes that reach it, those first that are not indexed yet. */
    private List<Hit> touching(Connection connection, DocumentPlan plan, Key key, Position position) {
        List<Change> newest = log.newest(connection, position, ROWS).stream()
                .filter(change -> plan.tables().contains(change.table())
                        && !change.operation().needsRebuild())
                .toList();
        List<Change> waiting = newest.stream()
                .filter(change -> !position.watermark().covers(change.xid()))
                .toList();
        List<Change> indexed = newest.stream()
                .filter(change -> position.watermark().covers(change.xid()))
                .toList();
        List<Hit> hits = new ArrayList<>();
        long deadline = System.nanoTime() + LOOKING;
        search(connection, new Sought(plan, key, true, SHOWN, deadline), waiting, hits);
        search(connection, new Sought(plan, key, false, hits.size() + SHOWN, deadline), indexed, hits);
        return hits;
    }

    /** Halves a batch that reaches the document until single changes are left, newest first. */
    private void search(Connection connection, Sought sought, List<Change> batch, List<Hit> hits) {
        if (batch.isEmpty() || hits.size() >= sought.most() || System.nanoTime() - sought.deadline() > 0) {
            return;
        }
        List<String> paths = paths(connection, sought.plan(), sought.key(), batch);
        if (paths.isEmpty()) {
            return;
        }
        if (batch.size() == 1) {
            hits.add(new Hit(batch.get(0), paths, sought.waiting()));
            return;
        }
        int half = batch.size() / 2;
        search(connection, sought, batch.subList(0, half), hits);
        search(connection, sought, batch.subList(half, batch.size()), hits);
    }

    /**
     * What is searched for.
     *
     * @param waiting whether the changes are not indexed yet
     * @param most how many hits there are to be in the end
     * @param deadline by {@link System#nanoTime}
     */
    private record Sought(DocumentPlan plan, Key key, boolean waiting, int most, long deadline) {}

    private List<String> paths(Connection connection, DocumentPlan plan, Key key, List<Change> batch) {
        List<String> paths = new ArrayList<>();
        invalidation.byPath(connection, plan.type(), batch, MOST_DOCUMENTS).forEach((path, reached) -> {
            if (reached.of(plan.type()).contains(key) || reached.overflowing(plan.type())) {
                paths.add(path);
            }
        });
        return paths;
    }

    private ObjectNode json(DocumentPlan plan, Key key, @Nullable Known known, Found found, List<Hit> touching) {
        String type = plan.type();
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("type", type).put("id", key.text());
        Target target = known == null ? Target.NONE : known.control().target(type);
        Optional<FailedDocument> troubled = troubled(type, key);
        boolean waiting = touching.stream().anyMatch(Hit::waiting);
        state(json, new Standing(found, target, troubled.isPresent(), waiting, known != null));
        JsonNode index = found.index();
        if (index != null) {
            JsonNode own = index.path("_tidemark");
            json.putObject("index")
                    .put("physical", target.live())
                    .put("generation", own.path("generation").asLong())
                    .put("snapshot", own.path("snapshot").asText());
            if (own.has("lossy")) {
                ((ObjectNode) json.get("index")).set("lossy", own.get("lossy"));
            }
        }
        json.putObject("database").put("snapshot", found.snapshot()).put("exists", found.database() != null);
        if (found.failure() != null) {
            ((ObjectNode) json.get("database")).put("failure", found.failure());
        }
        found.difference()
                .ifPresent(one -> json.putObject("difference")
                        .put("path", one.path())
                        .put("database", one.expected())
                        .put("index", one.found()));
        troubled.ifPresent(failed -> json.set("troubled", failed.write()));
        if (target.stale() != null) {
            json.put("stale", target.stale());
        }
        ArrayNode ahead = json.putArray("waiting");
        touching.stream().filter(Hit::waiting).forEach(hit -> ahead.add(hit.json()));
        ArrayNode last = json.putArray("last_changes");
        touching.stream().filter(hit -> !hit.waiting()).forEach(hit -> last.add(hit.json()));
        sources(plan.root(), json.putArray("would_change_it"));
        return json;
    }

    private record Standing(Found found, Target target, boolean troubled, boolean waiting, boolean known) {}

    private static void state(ObjectNode json, Standing standing) {
        Found found = standing.found();
        boolean nowhere = found.database() == null && found.index() == null && found.failure() == null;
        if (standing.troubled()) {
            put(json, "troubled", "it could not be indexed, and is tried again; see troubled");
        } else if (!standing.known() || standing.target().live() == null) {
            put(json, "carried", "no index serves this type yet: a rebuild fills the first");
        } else if (nowhere) {
            put(json, "absent", "neither the database nor the index has it, or the type's filter leaves it out");
        } else if (found.same()) {
            put(json, "true", "the index says what the database says");
        } else if (standing.waiting()) {
            put(json, "behind", "changes that reach it are committed and not indexed yet; see waiting");
        } else if (standing.target().riding() != null) {
            put(json, "carried", "a rebuild carries its change and has not completed");
        } else {
            put(
                    json,
                    "drifted",
                    "index and database differ, and no change that the log knows of explains it: somebody else wrote it, or"
                            + " writes pass unseen; if it stays so, tidemark verify --repair mends it");
        }
    }

    private static void put(ObjectNode json, String state, String message) {
        json.put("state", state).put("message", message);
    }

    private Optional<FailedDocument> troubled(String type, Key key) {
        Versioned list = store.read(Names.TROUBLED).get(Names.TROUBLED);
        if (list == null) {
            return Optional.empty();
        }
        for (JsonNode entry : list.body().path("list")) {
            FailedDocument failed = FailedDocument.read(entry);
            if (failed.type().equals(type) && failed.key().equals(key.text())) {
                return Optional.of(failed);
            }
        }
        return Optional.empty();
    }

    private static void sources(PlanNode node, ArrayNode into) {
        ObjectNode source =
                into.addObject().put("table", node.table().toString()).put("path", node.path());
        ArrayNode columns = source.putArray("columns");
        node.columns().stream().map(ShownColumn::column).forEach(column -> columns.add(column.name()));
        for (Embed embed : node.embeds()) {
            sources(embed.node(), into);
        }
    }
}
