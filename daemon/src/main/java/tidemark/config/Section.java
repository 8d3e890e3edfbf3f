package tidemark.config;

import java.util.List;
import java.util.function.Function;

/**
 * The keys that make one settings record.
 *
 * @param name the key that holds them in the file
 * @param meaning what they are about, for people
 * @param keys in the order of the reference
 * @param made the record from its values
 */
record Section<T>(String name, String meaning, List<Key<?>> keys, Function<Values, T> made) {

    /** Copies; a key of elsewhere is a bug. */
    Section {
        keys = List.copyOf(keys);
        for (Key<?> key : keys) {
            if (!key.section().equals(name)) {
                throw new IllegalArgumentException(key.path() + " is no key of " + name);
            }
        }
    }
}
