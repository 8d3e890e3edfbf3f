package tidemark.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values that keys have after every layer was read. Not thread-safe. */
final class Values {

    private final Map<Key<?>, Object> values = new HashMap<>();
    private final Set<Key<?>> refused = new HashSet<>();

    /** Sets a value. */
    <T> void set(Key<T> key, T value) {
        values.put(key, value);
    }

    /** Notes that the key has a value that is none. */
    void refuse(Key<?> key) {
        refused.add(key);
    }

    /** Whether every key of the section has a value that can be used. */
    boolean usable(Section<?> section) {
        return section.keys().stream().noneMatch(refused::contains);
    }

    /** The value of a key that has a default. */
    <T> T get(Key<T> key) {
        return Objects.requireNonNull(find(key), key.path());
    }

    /** The value of a key, null if it has none. */
    @SuppressWarnings("unchecked") // set() took it as a T
    <T> @Nullable T find(Key<T> key) {
        return (T) values.get(key);
    }
}
