package tidemark.document;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * A finished JSON value below a document's root.
 *
 * @param bytes the value
 * @param lossy dotted paths, relative to the value, of fields that JSON has no value for
 */
record Fragment(byte[] bytes, Set<String> lossy) {

    static final Fragment NULL = of("null");
    static final Fragment EMPTY_LIST = of("[]");

    private static Fragment of(String json) {
        return new Fragment(json.getBytes(StandardCharsets.UTF_8), Set.of());
    }

    /** What it takes in memory, about. */
    long weight() {
        return bytes.length + 64L;
    }
}
