package tidemark.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state objects as one look sees them. Read at the beginning of a look; from then on every write is conditional on what
 * was read, so a look that went stale (another daemon leads, a person edited or deleted an object) finds out by the write
 * that it loses. Used by the master loop's thread alone.
 */
public final class Book {

    private static final List<String> NAMES = List.of(
            Names.MARKER,
            Names.INDEXER,
            Names.IN_PROGRESS,
            Names.TROUBLED,
            Names.LAST_CYCLE,
            Names.RESULTS,
            Names.PAUSED,
            Names.PREPARED,
            Names.STAGED);

    private final StateStore store;
    private final Map<String, Versioned> known = new HashMap<>();

    /** Over the meta index. */
    public Book(StateStore store) {
        this.store = store;
    }

    /** Reads every object anew; a missing meta index is made, empty. */
    public void read() {
        known.clear();
        known.putAll(store.read(NAMES));
        if (known.isEmpty()) {
            store.ensure();
        }
    }

    /** Reads some more objects, which a look does not need otherwise. */
    public void read(List<String> names) {
        names.forEach(known::remove);
        known.putAll(store.read(names));
    }

    /** Deletes objects that were read; one that changed since stays. */
    public void delete(List<String> names) {
        List<StateWrite> deletions = new ArrayList<>();
        for (String name : names) {
            Versioned there = known.remove(name);
            if (there != null) {
                deletions.add(StateWrite.delete(there));
            }
        }
        store.write(deletions);
    }

    /** An object as it was read or last written; null where there is none. */
    public @Nullable ObjectNode body(String name) {
        Versioned versioned = known.get(name);
        return versioned == null ? null : versioned.body();
    }

    /**
     * Writes objects in the order of the map, each on the condition that it is as this book knows it.
     *
     * @return the names that were lost: changed, made or deleted by somebody else since {@link #read()}
     * @throws StateLost if the meta index itself is gone
     */
    public Set<String> write(Map<String, ObjectNode> bodies) {
        List<StateWrite> writes = new ArrayList<>();
        bodies.forEach((name, body) -> {
            Versioned before = known.get(name);
            writes.add(StateWrite.put(name, before, body));
        });
        Set<String> lost = new HashSet<>();
        List<StateResult> results = store.write(writes);
        for (int i = 0; i < results.size(); i++) {
            keep(writes.get(i).name(), results.get(i), lost);
        }
        return lost;
    }

    private void keep(String name, StateResult result, Set<String> lost) {
        if (result.indexMissing()) {
            throw new StateLost("the meta index is gone");
        }
        if (result instanceof StateResult.Done done && done.now() != null) {
            known.put(name, done.now());
        } else {
            lost.add(name);
        }
    }

    /**
     * Writes objects that nobody else may have changed.
     *
     * @throws StateLost if somebody did
     */
    public void writeAll(Map<String, ObjectNode> bodies) {
        Set<String> lost = write(bodies);
        if (!lost.isEmpty()) {
            throw new StateLost("changed by somebody else since it was read: " + lost);
        }
    }
}
