package tidemark.verification;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tidemark.state.StateLost;
import tidemark.state.StateResult;
import tidemark.state.StateStore;
import tidemark.state.StateWrite;
import tidemark.state.Versioned;

/** Sweeps in the meta index, {@code verification-<type>}. Belongs to the sweep's thread. */
final class SweepMemory {

    private static final String PREFIX = "verification-";

    private final StateStore store;
    private final Map<String, Versioned> known = new HashMap<>();

    SweepMemory(StateStore store) {
        this.store = store;
    }

    /** What was kept last; empty for nothing. */
    Optional<ObjectNode> read(String type) {
        String name = PREFIX + type;
        known.remove(name);
        known.putAll(store.read(name));
        return Optional.ofNullable(known.get(name)).map(Versioned::body);
    }

    /**
     * Keeps it.
     *
     * @throws StateLost if somebody else did since it was read
     */
    void write(String type, ObjectNode sweep) {
        String name = PREFIX + type;
        StateResult result = store.write(StateWrite.put(name, known.get(name), sweep.deepCopy()));
        if (result instanceof StateResult.Done done && done.now() != null) {
            known.put(name, done.now());
        } else {
            throw new StateLost("another process verifies " + type);
        }
    }
}
