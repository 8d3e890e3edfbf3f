package tidemark.reading;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import tidemark.capture.ChangeLog;
import tidemark.change.Change;
import tidemark.change.Key;
import tidemark.change.Operation;
import tidemark.change.TableName;
import tidemark.cycle.Types;
import tidemark.invalidation.AffectedDocuments;
import tidemark.invalidation.Invalidation;
import tidemark.plan.PlanNode;
import tidemark.snapshot.SharedSnapshot;
import tidemark.snapshot.Snapshots;

/** What a change would touch, found as a cycle finds it. Any thread; throws {@link tidemark.lifecycle.Unavailable} if the server is away. */
public final class Impact {

    private static final int SAMPLE = 10;
    private static final int MOST_DOCUMENTS = 100_000;

    private final Types types;
    private final Snapshots snapshots;
    private final ChangeLog log;
    private final NodeKeys keys;

    /** Whether texts can be keys of tables that types show. */
    public interface NodeKeys {
        /** The key that a text is, as the database spells it; empty if it cannot be one. */
        Optional<Key> read(PlanNode node, String text);
    }

    /** Over these rooms; the snapshots are those of readers. */
    public Impact(Types types, Snapshots snapshots, ChangeLog log, NodeKeys keys) {
        this.keys = keys;
        this.types = types;
        this.snapshots = snapshots;
        this.log = log;
    }

    /**
     * How many documents a change of one row would touch, as the edges are now.
     *
     * @param written name of its table, with or without its schema
     * @param id text of its key
     * @return {@code {table, key, documents, types: {<type>: {documents, paths: {<path>: n}, sample: [id], more?}}}}
     * @throws IllegalArgumentException if no type shows such a table, or the text cannot be a key of it
     */
    public ObjectNode change(String written, String id) {
        PlanNode node = node(written);
        Key key = keys.read(node, id)
                .orElseThrow(() -> new IllegalArgumentException("'" + id + "' cannot be a key of " + node.table()));
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("table", node.table().toString())
                .put("key", key.text());
        ObjectNode byType = JsonNodeFactory.instance.objectNode();
        long total = 0;
        List<String> showing = types.showing(List.of(node.table()));
        try (SharedSnapshot snapshot = snapshots.open(
                showing.stream()
                        .flatMap(type -> types.plan(type).tables().stream())
                        .collect(Collectors.toSet()),
                0)) {
            Change insert = new Change(
                    0,
                    new UUID(0, 0),
                    Instant.EPOCH,
                    node.table(),
                    types.objects() ? Operation.UPDATE : Operation.INSERT,
                    types.objects() ? key : null,
                    key,
                    Map.of());
            List<Change> changes = log.described(snapshot.connection(), List.of(insert));
            for (String type : showing) {
                total += touched(snapshot.connection(), type, changes, byType);
            }
        }
        json.put("documents", total);
        json.set("types", byType);
        return json;
    }

    private long touched(Connection connection, String type, List<Change> changes, ObjectNode into) {
        AffectedDocuments all = new AffectedDocuments(List.of(type), MOST_DOCUMENTS);
        Invalidation one = Invalidation.of(List.of(types.plan(type)));
        one.affected(connection, changes, all);
        Map<String, AffectedDocuments> paths = one.byPath(connection, type, changes, MOST_DOCUMENTS);
        ObjectNode json = into.putObject(type).put("documents", all.count(type));
        if (all.overflowing(type)) {
            json.put("more", true);
        }
        ObjectNode byPath = json.putObject("paths");
        paths.forEach((path, found) -> byPath.put(path, found.count(type)));
        ArrayNode sample = json.putArray("sample");
        all.of(type).stream().limit(SAMPLE).forEach(key -> sample.add(key.text()));
        return all.count(type);
    }

    private PlanNode node(String written) {
        List<PlanNode> found = new ArrayList<>();
        types.plans().values().forEach(plan -> collect(plan.root(), written, found));
        List<TableName> tables = found.stream().map(PlanNode::table).distinct().toList();
        if (tables.isEmpty()) {
            throw new IllegalArgumentException("no type shows a table '" + written + "'; there are: "
                    + types.tracked().stream()
                            .map(tracked -> tracked.table().toString())
                            .sorted()
                            .collect(Collectors.joining(", ")));
        }
        if (tables.size() > 1) {
            throw new IllegalArgumentException(
                    "'" + written + "' may be any of " + tables + "; write the schema before it");
        }
        return found.get(0);
    }

    private static void collect(PlanNode node, String written, List<PlanNode> into) {
        TableName table = node.table();
        if (written.equals(table.name())
                || written.equals(table.schema() + "." + table.name())
                || written.equals(table.toString())) {
            into.add(node);
        }
        node.embeds().forEach(embed -> collect(embed.node(), written, into));
    }
}
