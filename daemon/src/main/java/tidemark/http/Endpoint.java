package tidemark.http;

import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidemark.access.Grants;

/**
 * Where the server listens, and to whom.
 *
 * @param host address or name to bind
 * @param port 0 for a free one
 * @param names in lower case, that requests may call it by, beside addresses and localhost
 * @param tokens who may ask for what; null for anybody, which only loopback may
 * @param tls null for plain HTTP
 */
public record Endpoint(
        String host,
        int port,
        Set<String> names,
        @Nullable Tokens tokens,
        @Nullable Tls tls) {

    /**
     * Grants in a file.
     *
     * @param reader fails with a {@link RuntimeException} that tells what is wrong
     */
    public record Tokens(Path file, Function<Path, Grants> reader) {}

    /**
     * Certificates in files, PEM.
     *
     * @param certificate the server's own, then those that signed it
     * @param key of it, PKCS #8
     * @param clientAuthority who signs certificates of clients, or null where none is asked for
     * @param clientsMust whether a client without one is turned away at the handshake
     */
    public record Tls(Path certificate, Path key, @Nullable Path clientAuthority, boolean clientsMust) {}

    /** Copies. */
    public Endpoint {
        names = Set.copyOf(names);
    }
}
