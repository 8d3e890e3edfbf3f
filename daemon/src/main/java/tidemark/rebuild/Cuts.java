package tidemark.rebuild;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidemark.change.Key;
import tidemark.state.FailedDocument;

/**
 * How the keys of a type are cut into chunks while they are filled: whoever is free takes the next keys after the last that
 * were taken. Chunks end in any order; they are handed on in the order of their keys. Thread-safe.
 */
final class Cuts {

    /** Keys that were taken together; the number says in which order. Empty keys: there are no more. */
    record Cut(int number, List<Key> keys) {

        Key last() {
            return keys.get(keys.size() - 1);
        }
    }

    /** A cut that was filled, and what failed of it. */
    record Filled(Cut cut, List<FailedDocument> failed) {}

    private final int limit;
    private final Queue<Cut> returned = new ArrayDeque<>();
    private final Map<Integer, Filled> early = new HashMap<>();
    private @Nullable Key last;
    private int taken;
    private int handedOn;
    private boolean exhausted;

    /**
     * The keys after one.
     *
     * @param after where to begin; null for the first
     * @param limit keys of a cut
     * @param exhausted whether there are none, whatever a scan would find
     */
    Cuts(@Nullable Key after, int limit, boolean exhausted) {
        this.last = after;
        this.limit = limit;
        this.exhausted = exhausted;
    }

    /**
     * Takes the next keys, those that came back first.
     *
     * @param scan from the last key (null at the beginning) and a limit to the next keys, ascending
     */
    synchronized Cut take(BiFunction<@Nullable Key, Integer, List<Key>> scan) {
        Cut again = returned.poll();
        if (again != null) {
            return again;
        }
        List<Key> keys = exhausted ? List.of() : scan.apply(last, limit);
        if (keys.isEmpty()) {
            exhausted = true;
            return new Cut(-1, keys);
        }
        Cut cut = new Cut(taken++, keys);
        last = cut.last();
        return cut;
    }

    /** A cut was not filled and must be taken again. */
    synchronized void giveBack(Cut cut) {
        returned.add(cut);
    }

    /** A cut was filled; hands it on, and those after it that waited for it. */
    synchronized void filled(Filled filled, Consumer<Filled> handOn) {
        early.put(filled.cut().number(), filled);
        drain(handOn);
    }

    /** Hands on what is filled and in order; what could not be handed on stays and is handed on the next time. */
    synchronized void drain(Consumer<Filled> handOn) {
        for (Filled next = early.get(handedOn); next != null; next = early.get(handedOn)) {
            handOn.accept(next);
            early.remove(handedOn);
            handedOn++;
        }
    }

    /** Whether every key was taken, filled and handed on. */
    synchronized boolean complete() {
        return exhausted && handedOn == taken;
    }
}
