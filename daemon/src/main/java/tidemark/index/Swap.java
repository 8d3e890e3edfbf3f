package tidemark.index;

import java.util.Optional;

/** What became of an alias swap. */
public sealed interface Swap {

    /** The alias names the new index. */
    record Done() implements Swap {}

    /**
     * Nothing was changed: the alias did not name what was expected.
     *
     * @param serving the physical index that it names, if any
     */
    record Refused(Optional<String> serving) implements Swap {}

    /** Nothing was changed: the new index is not there any more. */
    record Missing(String physical) implements Swap {}

    /** Whether the alias names the new index now. */
    default boolean done() {
        return this instanceof Done;
    }
}
