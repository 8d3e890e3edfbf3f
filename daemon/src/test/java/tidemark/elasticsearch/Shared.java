package tidemark.elasticsearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicLong;
import tidemark.sandbox.Servers;

/** The tests' Elasticsearch, and names that no other test has. */
public final class Shared {
    private static final AtomicLong NEXT = new AtomicLong(System.currentTimeMillis());

    private Shared() {}

    /** A connection of its own to the server that all tests share. */
    public static Elasticsearch open() {
        return Elasticsearch.open(ConnectionSettings.of(Servers.forTests().elasticsearch()));
    }

    /** A name that nobody has used. */
    public static String name(String stem) {
        return stem + "-" + Long.toString(NEXT.incrementAndGet(), 36);
    }

    /** JSON with single quotes. */
    public static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
