package tidemark.document;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** JSON in UTF-8 that grows at its end, up to a limit: beyond it, {@link TooLarge}. Not for two threads at once. */
final class JsonBytes {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final long limit;
    private byte[] buffer = new byte[256];
    private int length;

    JsonBytes(long limit) {
        this.limit = limit;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    byte[] toBytes() {
        return Arrays.copyOf(buffer, length);
    }

    void add(char ascii) {
        room(1);
        buffer[length++] = (byte) ascii;
    }

    void raw(byte[] bytes) {
        raw(bytes, 0, bytes.length);
    }

    void raw(byte[] bytes, int from, int to) {
        room(to - from);
        System.arraycopy(bytes, from, buffer, length, to - from);
        length += to - from;
    }

    /** A part of another one. */
    void raw(JsonBytes other, int from, int to) {
        raw(other.buffer, from, to);
    }

    void nothing() {
        raw(NULL);
    }

    /** A string, given as UTF-8: quoted, with the escapes that JSON demands. */
    void text(byte[] utf8) {
        add('"');
        int done = 0;
        for (int i = 0; i < utf8.length; i++) {
            byte b = utf8[i];
            // Bytes of multi-byte characters are negative.
            if ((b < 0x20 && b >= 0) || b == '"' || b == '\\') {
                raw(utf8, done, i);
                escape(b);
                done = i + 1;
            }
        }
        raw(utf8, done, utf8.length);
        add('"');
    }

    void text(String value) {
        text(value.getBytes(StandardCharsets.UTF_8));
    }

    /** JSON as it is, but on one line: a bulk body is made of lines. Line ends can only be blanks between tokens here. */
    void json(byte[] json) {
        int start = length;
        raw(json);
        for (int i = start; i < length; i++) {
            if (buffer[i] == '\n' || buffer[i] == '\r') {
                buffer[i] = ' ';
            }
        }
    }

    private void escape(byte b) {
        add('\\');
        switch (b) {
            case '"', '\\' -> add((char) b);
            case '\n' -> add('n');
            case '\r' -> add('r');
            case '\t' -> add('t');
            case '\b' -> add('b');
            case '\f' -> add('f');
            default -> {
                raw(new byte[] {'u', '0', '0', HEX[b >> 4], HEX[b & 15]});
            }
        }
    }

    private void room(int more) {
        long needed = (long) length + more;
        if (needed > limit) {
            throw new TooLarge(limit);
        }
        if (needed > buffer.length) {
            buffer = Arrays.copyOf(buffer, (int) Math.min(limit, Math.max(needed, buffer.length * 2L)));
        }
    }
}
