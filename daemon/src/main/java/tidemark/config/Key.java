package tidemark.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A key of the configuration: the one description of it.
 *
 * @param path dotted path, for instance {@code cycle.interval}
 * @param kind what values it takes
 * @param standard its default, as text; null if it has none and may be left out
 * @param meaning what it means, for people
 */
record Key<T>(String path, Kind<T> kind, @Nullable String standard, String meaning) {

    /** What every environment variable of ours begins with. */
    static final String PREFIX = "TIDEMARK_";

    /** A default that is no value of its kind is a bug. */
    Key {
        if (standard != null) {
            kind.parse(standard);
        }
    }

    /** The environment variable that overrides it: {@code TIDEMARK_CYCLE_INTERVAL}. */
    String environment() {
        return PREFIX + path.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /** The last word of the path. */
    String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** The path without the last word; empty at the top. */
    String section() {
        return path.substring(0, Math.max(0, path.lastIndexOf('.')));
    }

    /**
     * Holds a record to what its kind allows.
     *
     * @throws IllegalArgumentException if the value is not allowed
     */
    void check(@Nullable T value) {
        if (value == null ? standard != null : !kind.allowed().test(value)) {
            throw new IllegalArgumentException(path + ": expected " + kind.expectation()
                    + (kind.form() == Kind.Form.SECRET ? "" : ", got '" + value + "'"));
        }
    }

    /** Its value does not go with the value of another key. */
    Conflict conflict(String message) {
        return conflict(message, "");
    }

    /** The same, with what to do. */
    Conflict conflict(String message, String hint) {
        return new Conflict(this, message, hint);
    }

    /** Two values that do not go together, each allowed by itself. */
    static final class Conflict extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        private final transient Key<?> key;
        private final String reason;
        private final String hint;

        private Conflict(Key<?> key, String reason, String hint) {
            super(key.path() + " " + reason);
            this.key = key;
            this.reason = reason;
            this.hint = hint;
        }

        String hint() {
            return hint;
        }

        Key<?> key() {
            return key;
        }

        /** The message without the key's path. */
        String reason() {
            return reason;
        }
    }
}
