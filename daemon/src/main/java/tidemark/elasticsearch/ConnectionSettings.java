package tidemark.elasticsearch;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where Elasticsearch is and how long to wait for it.
 *
 * @param urls its nodes, at least one; a common path is allowed, behind a proxy
 * @param credentials who the daemon is
 * @param caFile certificates to trust (PEM), or null for those of the platform
 * @param caFingerprint SHA-256 of the certificate to trust, instead of {@code caFile}; or null
 * @param connectTimeout longest wait for a connection
 * @param requestTimeout longest wait for a whole answer
 */
public record ConnectionSettings(
        List<URI> urls,
        Credentials credentials,
        @Nullable Path caFile,
        @Nullable String caFingerprint,
        Duration connectTimeout,
        Duration requestTimeout) {

    /** Copies and checks. */
    public ConnectionSettings {
        urls = List.copyOf(urls);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("expected at least one url");
        }
        urls.forEach(ConnectionSettings::check);
        if (connectTimeout.toMillis() < 1 || requestTimeout.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "expected timeouts of at least 1 ms, got " + connectTimeout + " and " + requestTimeout);
        }
    }

    private static void check(URI url) {
        String scheme = url.getScheme();
        if (url.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new IllegalArgumentException("expected http(s)://host:port, got " + url);
        }
        if (url.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "credentials belong under user and password, not into the url of " + url.getHost());
        }
    }

    /** Nodes without security, 5 s to connect, 30 s to answer. */
    public static ConnectionSettings of(URI... urls) {
        return new ConnectionSettings(
                List.of(urls), Credentials.none(), null, null, Duration.ofSeconds(5), Duration.ofSeconds(30));
    }
}
