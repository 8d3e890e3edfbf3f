package tidemark.invalidation;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tidemark.change.Change;
import tidemark.change.Key;
import tidemark.change.Operation;
import tidemark.change.TableName;
import tidemark.lifecycle.PostgresFailure;
import tidemark.plan.DocumentPlan;

/**
 * From changed rows to the documents that show them, or showed them: every document whose JSON differs between the last snapshot
 * and this one, and, but for rows that a filter hides, no other. The argument is in this package's description. Immutable.
 */
public final class Invalidation {

    private final List<Type> types;

    private record Type(DocumentPlan plan, List<Place> places) {}

    private Invalidation(List<Type> types) {
        this.types = types;
    }

    /** The invalidation of these plans; two plans may be of one type, while a new one replaces an old one. */
    public static Invalidation of(Collection<DocumentPlan> plans) {
        return new Invalidation(
                plans.stream().map(plan -> new Type(plan, Place.below(plan))).toList());
    }

    /**
     * Adds the documents that a batch of changes affects. The batches of a delta may come in any cut and order.
     *
     * @param snapshot a connection in the snapshot that showed the changes
     * @param batch rows of the change log
     * @param into takes the documents, and the types that have to be rebuilt
     * @throws tidemark.lifecycle.Unavailable if the server is away; {@code into} may have got some documents
     */
    public void affected(Connection snapshot, List<Change> batch, AffectedDocuments into) {
        Map<TableName, List<Change>> byTable = new HashMap<>();
        boolean overflow = false;
        for (Change change : batch) {
            overflow |= change.operation() == Operation.OVERFLOW;
            byTable.computeIfAbsent(change.table(), any -> new ArrayList<>()).add(change);
        }
        for (Type type : types) {
            if (overflow || unlogged(type, byTable)) {
                into.escalate(type.plan().type(), Escalation.UNLOGGED);
            } else {
                affected(snapshot, type, byTable, into);
            }
        }
    }

    /**
     * As {@link #affected}, for people: the documents of one type, by the path along which the changes reach them. A document may be
     * reached along several.
     *
     * @param limit how many documents are collected along one path
     * @return by path of the plan's nodes, empty for the root; without paths that reach none
     */
    public Map<String, AffectedDocuments> byPath(Connection snapshot, String type, List<Change> batch, int limit) {
        Map<TableName, List<Change>> byTable = new HashMap<>();
        batch.forEach(change -> byTable.computeIfAbsent(change.table(), any -> new ArrayList<>())
                .add(change));
        Map<String, AffectedDocuments> paths = new TreeMap<>();
        for (Type one : types) {
            if (one.plan().type().equals(type)) {
                AffectedDocuments own = paths.computeIfAbsent("", any -> new AffectedDocuments(limit));
                for (Change change : byTable.getOrDefault(one.plan().root().table(), List.of())) {
                    if (change.operation() != Operation.RENAME && one.plan().roots(change.kind())) {
                        roots(one.plan(), change, own);
                    }
                }
                for (Place place : one.places()) {
                    AffectedDocuments into =
                            paths.computeIfAbsent(place.node().path(), any -> new AffectedDocuments(limit));
                    climb(snapshot, type, List.of(place), byTable, into);
                }
            }
        }
        paths.values().removeIf(found -> found.count(type) == 0 && !found.overflowing(type));
        return paths;
    }

    private static boolean unlogged(Type type, Map<TableName, List<Change>> byTable) {
        return type.plan().tables().stream()
                .flatMap(table -> byTable.getOrDefault(table, List.of()).stream())
                .anyMatch(change -> change.operation().needsRebuild());
    }

    private static void affected(
            Connection snapshot, Type type, Map<TableName, List<Change>> byTable, AffectedDocuments into) {
        String name = type.plan().type();
        for (Change change : byTable.getOrDefault(type.plan().root().table(), List.of())) {
            if (change.operation() != Operation.RENAME && type.plan().roots(change.kind())) {
                roots(type.plan(), change, into);
            }
        }
        climb(snapshot, name, type.places(), byTable, into);
    }

    private static void climb(
            Connection snapshot,
            String name,
            List<Place> places,
            Map<TableName, List<Change>> byTable,
            AffectedDocuments into) {
        List<Place> touched = places.stream()
                .filter(place -> place.naming() != null
                        || byTable.containsKey(place.node().table()))
                .toList();
        if (touched.isEmpty() || into.closed(name)) {
            return;
        }
        // A filter that fails on some row must not hold up the others: without filters a few more documents are
        // composed again.
        if (!climb(snapshot, new Climb(snapshot, name, true, into), touched, byTable)
                && !climb(snapshot, new Climb(snapshot, name, false, into), touched, byTable)) {
            into.escalate(name, Escalation.UNREADABLE);
        }
    }

    private static void roots(DocumentPlan plan, Change change, AffectedDocuments into) {
        if (plan.objects() != null && change.kind() == null) {
            // Its row is gone, and nobody knows any more what it was.
            into.addRootOfSomeType(plan.type(), Objects.requireNonNull(change.oldKey(), "a deletion has a key"));
            return;
        }
        if (change.oldKey() != null) {
            into.addRoot(plan.type(), change.oldKey());
        }
        if (change.newKey() != null) {
            into.addRoot(plan.type(), change.newKey());
        }
    }

    /** Whether the server could read all values. */
    private static boolean climb(
            Connection snapshot, Climb climb, List<Place> touched, Map<TableName, List<Change>> byTable) {
        List<List<String>> renamed = renamed(byTable);
        try {
            Savepoint before = snapshot.getAutoCommit() ? null : snapshot.setSavepoint();
            try {
                for (Place place : touched) {
                    climb.renamed(place, renamed);
                    climb.from(place, byTable.getOrDefault(place.node().table(), List.of()));
                }
                release(snapshot, before);
                return true;
            } catch (SQLException e) {
                if (!PostgresFailure.blamesValue(e.getSQLState())) {
                    throw e;
                }
                if (before != null) {
                    snapshot.rollback(before);
                }
                release(snapshot, before);
                return false;
            }
        } catch (SQLException e) {
            throw PostgresFailure.of("looking for affected documents", e.getSQLState(), e);
        }
    }

    private static List<List<String>> renamed(Map<TableName, List<Change>> byTable) {
        return byTable.values().stream()
                .flatMap(List::stream)
                .filter(change -> change.operation() == Operation.RENAME)
                .flatMap(change -> Stream.ofNullable(change.newKey()))
                .map(Key::values)
                .distinct()
                .toList();
    }

    private static void release(Connection snapshot, @Nullable Savepoint savepoint) throws SQLException {
        if (savepoint != null) {
            snapshot.releaseSavepoint(savepoint);
        }
    }
}
