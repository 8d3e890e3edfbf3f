package tidemark.config;

import java.util.List;

/**
 * Where {@code /_indexer} listens.
 *
 * @param host address or name to bind
 * @param port 0 for any free one
 */
public record HttpSettings(String host, int port) {

    static final Key<String> HOST = new Key<>(
            "http.host",
            Kind.text("an address or a host name", "[A-Za-z0-9._:-]+"),
            "127.0.0.1",
            "Address to listen on. Whoever reaches it may read the state and ask for reindexing.");
    static final Key<Integer> PORT =
            new Key<>("http.port", Kind.integer(0, 65_535), "9402", "Port to listen on; 0 takes any free one.");

    static final Section<HttpSettings> SECTION = new Section<>(
            "http",
            "The daemon's own pages, /_indexer and below.",
            List.of(HOST, PORT),
            values -> new HttpSettings(values.get(HOST), values.get(PORT)));

    /** Checks each value. */
    public HttpSettings {
        HOST.check(host);
        PORT.check(port);
    }
}
