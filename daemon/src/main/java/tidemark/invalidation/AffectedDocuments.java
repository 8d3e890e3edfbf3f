package tidemark.invalidation;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tidemark.change.DocumentId;
import tidemark.change.Key;

/**
 * The documents that a delta affects, each once, per type, up to a limit per type. Beyond it, or where documents cannot be named
 * at all, the type overflows: it collects no more, and what it has is incomplete. For one thread.
 */
public final class AffectedDocuments {

    private final int limit;
    private final Map<String, OfType> types = new TreeMap<>();
    private final Map<String, Escalation> overflowing = new TreeMap<>();
    private final Set<String> dropped = new TreeSet<>();
    private final Set<Key> unsure = new HashSet<>();
    private long referencing;

    /** Nothing yet. */
    public AffectedDocuments(int limit) {
        this.limit = limit;
    }

    /**
     * Nothing yet.
     *
     * @param types that are there from the beginning
     * @param limit how many documents of one type are collected at most
     */
    public AffectedDocuments(Collection<String> types, int limit) {
        this(limit);
        types.forEach(this::ofType);
    }

    /** The types known here, with or without documents. */
    public Set<String> types() {
        return Collections.unmodifiableSet(types.keySet());
    }

    /** The affected documents of a type, in the order they were found; incomplete if the type overflows. */
    public Set<Key> of(String type) {
        OfType found = types.get(type);
        return found == null ? Set.of() : Collections.unmodifiableSet(found.keys);
    }

    /** How many documents of a type are affected, so far. */
    public int count(String type) {
        return of(type).size();
    }

    /** How many documents are affected; one of which the type is not known counts once. */
    public long total() {
        long total = types.values().stream().mapToLong(type -> type.keys.size()).sum();
        for (Key key : unsure) {
            long of = types.values().stream()
                    .filter(type -> type.keys.contains(key))
                    .count();
            total -= Math.max(0, of - 1);
        }
        return total;
    }

    /** How many documents were ever found to show a changed row below their root. */
    public long referencing() {
        return referencing;
    }

    /** Whether a type has to be rebuilt. */
    public boolean overflowing(String type) {
        return overflowing.containsKey(type);
    }

    /** The types that have to be rebuilt, each with the first reason. */
    public Map<String, Escalation> overflowing() {
        return Collections.unmodifiableMap(overflowing);
    }

    /** Its own root row changed, or it is to be composed for another reason (troubled, asked for). */
    public void add(DocumentId document) {
        put(document.type(), document.key());
    }

    /** Somebody else takes care of this type: it has no documents here, and gets none. */
    public void drop(String type) {
        dropped.add(type);
        types.put(type, new OfType());
    }

    /** Whether somebody else takes care of a type. */
    public boolean dropped(String type) {
        return dropped.contains(type);
    }

    /** The type has to be rebuilt. The first reason stays. */
    void escalate(String type, Escalation reason) {
        overflowing.putIfAbsent(type, reason);
        ofType(type);
    }

    /** Whether the type takes no more documents. */
    boolean closed(String type) {
        return overflowing.containsKey(type) || dropped.contains(type);
    }

    void addRoot(String type, Key key) {
        put(type, key);
    }

    /** A root row is gone, and it is not known whether it was of this type. */
    void addRootOfSomeType(String type, Key key) {
        if (put(type, key) && unsure.size() < limit) {
            unsure.add(key);
        }
    }

    /** The document shows a changed row, or showed it before. */
    void addReferencing(String type, Key key) {
        if (put(type, key) && ofType(type).referencing.add(key)) {
            referencing++;
        }
    }

    /** Whether the document is collected. */
    private boolean put(String type, Key key) {
        if (closed(type)) {
            return false;
        }
        Set<Key> keys = ofType(type).keys;
        if (keys.size() >= limit && !keys.contains(key)) {
            escalate(type, Escalation.TOO_MANY);
            return false;
        }
        keys.add(key);
        return true;
    }

    private OfType ofType(String type) {
        return types.computeIfAbsent(type, any -> new OfType());
    }

    private static final class OfType {
        private final Set<Key> keys = new LinkedHashSet<>();
        private final Set<Key> referencing = new HashSet<>();
    }
}
