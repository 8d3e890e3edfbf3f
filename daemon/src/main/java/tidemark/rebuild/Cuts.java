package tidemark.rebuild;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidemark.change.Key;
import tidemark.change.Witness;
import tidemark.state.FailedDocument;

/**
 * How the keys of a type are cut into chunks while they are filled: whoever is free takes the next keys after the last that
 * were taken. Chunks end in any order; they are handed on in the order of their keys, and only so many may be ahead of the first
 * that is not: one that fails for long holds the others up, not the memory. Thread-safe.
 */
final class Cuts {

    /**
     * Keys that were taken together. Without keys: there are no more.
     *
     * @param number in which order they were taken
     * @param after the key before the first; null at the beginning
     * @param again whether they failed in an earlier attempt, and lie before the cursor
     */
    record Cut(int number, List<Key> keys, @Nullable Key after, boolean again) {

        Key last() {
            return keys.get(keys.size() - 1);
        }
    }

    /** A cut that was filled, what failed of it, and what its snapshot showed. */
    record Filled(Cut cut, List<FailedDocument> failed, List<Witness> seen) {}

    private final int limit;
    private final int window;
    private final Queue<Cut> returned = new ArrayDeque<>();
    private final Queue<List<Key>> failedBefore = new ArrayDeque<>();
    private final Map<Integer, Filled> early = new HashMap<>();
    private @Nullable Key last;
    private int taken;
    private int handedOn;
    private boolean exhausted;
    private boolean stopped;

    /**
     * The keys after one.
     *
     * @param after where to begin; null for the first
     * @param limit keys of a cut
     * @param window cuts that may be under way, or wait for an earlier one
     * @param exhausted whether there are none, whatever a scan would find
     */
    Cuts(@Nullable Key after, int limit, int window, boolean exhausted) {
        this.last = after;
        this.limit = limit;
        this.window = window;
        this.exhausted = exhausted;
    }

    /** These keys are taken before any other: they failed in an earlier attempt. */
    Cuts again(List<Key> failed) {
        for (int from = 0; from < failed.size(); from += limit) {
            failedBefore.add(new ArrayList<>(failed.subList(from, Math.min(failed.size(), from + limit))));
        }
        return this;
    }

    /**
     * Waits until a cut may be taken, or there is none left.
     *
     * @return false once it was {@linkplain #stop stopped}
     */
    synchronized boolean awaitRoom() throws InterruptedException {
        while (!stopped && !hasRoom()) {
            wait();
        }
        return !stopped;
    }

    synchronized boolean hasRoom() {
        return !returned.isEmpty() || exhausted || taken - handedOn < window;
    }

    /** Nobody waits for room any more. */
    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    /**
     * Takes the next keys, those that came back first.
     *
     * @param scan from the last key (null at the beginning) and a limit to the next keys, ascending
     */
    synchronized Cut take(BiFunction<@Nullable Key, Integer, List<Key>> scan) {
        Cut back = returned.poll();
        if (back != null) {
            return back;
        }
        List<Key> failed = failedBefore.poll();
        if (failed != null) {
            return new Cut(taken++, failed, null, true);
        }
        List<Key> keys = exhausted ? List.of() : scan.apply(last, limit);
        if (keys.isEmpty()) {
            exhausted = true;
            notifyAll();
            return new Cut(-1, keys, last, false);
        }
        Cut cut = new Cut(taken++, keys, last, false);
        last = cut.last();
        return cut;
    }

    /** A cut was not filled and must be taken again. */
    synchronized void giveBack(Cut cut) {
        returned.add(cut);
        notifyAll();
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
            notifyAll();
        }
    }

    /** Whether every key was taken, filled and handed on. */
    synchronized boolean complete() {
        return exhausted && failedBefore.isEmpty() && handedOn == taken;
    }
}
