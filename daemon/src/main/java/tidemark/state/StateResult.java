package tidemark.state;

import org.jspecify.annotations.Nullable;

/** What became of a {@link StateWrite}. */
public sealed interface StateResult {

    /** Whether it was written. */
    default boolean done() {
        return this instanceof Done;
    }

    /** Whether the meta index was not there; nothing was written, and nothing was created. */
    default boolean indexMissing() {
        return this instanceof IndexMissing;
    }

    /**
     * Written.
     *
     * @param now what stands there, or null after a deletion
     */
    record Done(@Nullable Versioned now) implements StateResult {}

    /** Somebody else was faster: created it, changed it or deleted it. Read again and decide again. */
    record Lost(String name) implements StateResult {}

    /** Somebody deleted the meta index. */
    record IndexMissing() implements StateResult {}
}
