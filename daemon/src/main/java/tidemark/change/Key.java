package tidemark.change;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The key of a row: the values of its key columns, in key order, in the text form that PostgreSQL prints.
 *
 * <p>Its {@linkplain #text() text} is the value itself for a single column and a JSON array of strings for several.
 *
 * @param values one text per key column; at least one
 */
public record Key(List<String> values) {

    /** Elasticsearch refuses an {@code _id} of more than 512 bytes. */
    private static final int MAX_ID_BYTES = 512;

    private static final String HASHED = "sha256:";

    /** Copies the values; a key without columns is a bug. */
    public Key {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a key needs at least one column");
        }
    }

    /** The key with these values. */
    public static Key of(String... values) {
        return new Key(List.of(values));
    }

    /**
     * Reads {@link #text()} back.
     *
     * @param text what {@link #text()} gave
     * @param columns how many columns the key has
     * @throws IllegalArgumentException if the text has another number of columns or is not a JSON array of strings
     */
    public static Key parse(String text, int columns) {
        if (columns == 1) {
            return of(text);
        }
        List<String> values = JsonStrings.read(text);
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(String.join("", values))) {
            throw new IllegalArgumentException("half a character in " + text);
        }
        if (values.size() != columns) {
            throw new IllegalArgumentException("expected " + columns + " key columns in " + text);
        }
        return new Key(new ArrayList<>(values));
    }

    /** The value of a single column, or a JSON array of strings. */
    public String text() {
        return values.size() == 1 ? values.get(0) : JsonStrings.write(values);
    }

    /**
     * The {@code _id} in Elasticsearch: {@link #text()}, or {@code sha256:} and its hash in hex where that is empty or has over 512
     * bytes. A text that looks like such a hash is hashed too, so that no two keys share an id.
     */
    public String documentId() {
        String text = text();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        boolean fits = bytes.length <= MAX_ID_BYTES && bytes.length > 0 && !text.startsWith(HASHED);
        return fits ? text : HASHED + sha256(bytes);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return text();
    }
}
