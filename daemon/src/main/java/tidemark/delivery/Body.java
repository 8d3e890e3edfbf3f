package tidemark.delivery;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Some writes that travel together.
 *
 * @param from index of the first among those pending
 * @param to index behind the last
 */
record Body(int from, int to) {

    /** An action's fixed words, with room for the longest version. */
    private static final int ACTION_BYTES = 120;

    int size() {
        return to - from;
    }

    /** Two halves. */
    List<Body> halves() {
        int middle = (from + to) >>> 1;
        return List.of(new Body(from, middle), new Body(middle, to));
    }

    /** Cuts writes into bodies within the bounds; a single larger one gets a body of its own. */
    static Deque<Body> cut(List<Write> writes, long maxBytes, int maxDocuments) {
        Deque<Body> bodies = new ArrayDeque<>();
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < writes.size(); i++) {
            long next = length(writes.get(i));
            if (i > from && (bytes + next > maxBytes || i - from >= maxDocuments)) {
                bodies.add(new Body(from, i));
                from = i;
                bytes = 0;
            }
            bytes += next;
        }
        if (from < writes.size()) {
            bodies.add(new Body(from, writes.size()));
        }
        return bodies;
    }

    private static long length(Write write) {
        byte[] source = write.source();
        return ACTION_BYTES
                + write.alias().length()
                + 2L * write.documentId().length()
                + (source == null ? 0 : source.length);
    }

    /** As Elasticsearch wants it: a line for the action, and one for the document. */
    byte[] lines(List<Write> writes) {
        long length = 0;
        for (Write write : writes.subList(from, to)) {
            length += length(write);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(length));
        for (Write write : writes.subList(from, to)) {
            byte[] source = write.source();
            out.writeBytes(action(write, source == null ? "delete" : "index"));
            if (source != null) {
                writeOnOneLine(source, out);
            }
        }
        return out.toByteArray();
    }

    private static byte[] action(Write write, String action) {
        String id = new String(JsonStringEncoder.getInstance().quoteAsString(write.documentId()));
        String line = "{\"" + action + "\":{\"_index\":\"" + write.alias() + "\",\"_id\":\"" + id + "\",\"version\":"
                + write.version() + ",\"version_type\":\"external_gte\"}}\n";
        return line.getBytes(StandardCharsets.UTF_8);
    }

    /** A raw line break in JSON can only be white space, as a json column keeps it; it would end the document early. */
    private static void writeOnOneLine(byte[] source, ByteArrayOutputStream out) {
        int from = 0;
        for (int i = 0; i < source.length; i++) {
            if (source[i] == '\n') {
                out.write(source, from, i - from);
                out.write(' ');
                from = i + 1;
            }
        }
        out.write(source, from, source.length - from);
        out.write('\n');
    }
}
