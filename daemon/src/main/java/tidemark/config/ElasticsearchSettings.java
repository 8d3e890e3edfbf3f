package tidemark.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where Elasticsearch is, and how long it may take.
 *
 * @param urls its nodes, at least one
 * @param user with {@code password}, or null
 * @param password with {@code user}, or null
 * @param apiKey instead of user and password, or null
 * @param caFile certificate authority to trust instead of the Java platform's, PEM; or null
 * @param caFingerprint SHA-256 of the certificate to trust instead, hexadecimal; or null
 * @param connectTimeout longest wait for a connection
 * @param requestTimeout longest wait for an answer
 * @param metaIndex the index that holds Tidemark's state
 */
public record ElasticsearchSettings(
        List<URI> urls,
        @Nullable String user,
        @Nullable Secret password,
        @Nullable Secret apiKey,
        @Nullable Path caFile,
        @Nullable String caFingerprint,
        Duration connectTimeout,
        Duration requestTimeout,
        String metaIndex) {

    static final Key<List<URI>> URLS = new Key<>(
            "elasticsearch.urls", Kind.urls(), "http://127.0.0.1:9200", "The nodes to talk to, of one cluster.");
    static final Key<String> USER = new Key<>(
            "elasticsearch.user", Kind.text("the name of a user", "\\S(.*\\S)?"), null, "User, with password.");
    static final Key<Secret> PASSWORD =
            new Key<>("elasticsearch.password", Kind.secretText(), null, "Password, with user; best as ${file:/path}.");
    static final Key<Secret> API_KEY = new Key<>(
            "elasticsearch.api_key",
            Kind.secretText(),
            null,
            "API key in its encoded form, instead of user and password; best as ${file:/path}.");
    static final Key<Path> CA_FILE = new Key<>(
            "elasticsearch.ca_file",
            Kind.file(),
            null,
            "Certificate authority to trust (PEM), instead of those of the Java platform. A relative path starts at the"
                    + " folder of the configuration file.");
    static final Key<String> CA_FINGERPRINT = new Key<>(
            "elasticsearch.ca_fingerprint",
            Kind.fingerprint(),
            null,
            "SHA-256 of the certificate to trust, instead of ca_file: of the authority, as Elasticsearch prints it at its"
                    + " first start, or of the server.");
    static final Key<Duration> CONNECT_TIMEOUT = new Key<>(
            "elasticsearch.connect_timeout", Kind.duration("100ms", "5m"), "5s", "Longest wait for a connection.");
    static final Key<Duration> REQUEST_TIMEOUT = new Key<>(
            "elasticsearch.request_timeout",
            Kind.duration("1s", "10m"),
            "60s",
            "Longest wait for an answer; a bulk without one is sent again.");
    static final Key<String> META_INDEX = new Key<>(
            "elasticsearch.meta_index",
            Kind.text("the name of an index: lower case letters, digits, - _ .", "[a-z0-9][a-z0-9_.-]{0,199}"),
            "tidemark-meta",
            "The index that holds the daemon's state.");

    static final Section<ElasticsearchSettings> SECTION = new Section<>(
            "elasticsearch",
            "The cluster that documents are kept in.",
            List.of(
                    URLS,
                    USER,
                    PASSWORD,
                    API_KEY,
                    CA_FILE,
                    CA_FINGERPRINT,
                    CONNECT_TIMEOUT,
                    REQUEST_TIMEOUT,
                    META_INDEX),
            values -> new ElasticsearchSettings(
                    values.get(URLS),
                    values.find(USER),
                    values.find(PASSWORD),
                    values.find(API_KEY),
                    values.find(CA_FILE),
                    values.find(CA_FINGERPRINT),
                    values.get(CONNECT_TIMEOUT),
                    values.get(REQUEST_TIMEOUT),
                    values.get(META_INDEX)));

    /** Copies; checks each value, and that there is at most one way to log in. */
    public ElasticsearchSettings {
        urls = List.copyOf(urls);
        URLS.check(urls);
        USER.check(user);
        PASSWORD.check(password);
        API_KEY.check(apiKey);
        CA_FINGERPRINT.check(caFingerprint);
        CONNECT_TIMEOUT.check(connectTimeout);
        REQUEST_TIMEOUT.check(requestTimeout);
        META_INDEX.check(metaIndex);
        if (user != null && password == null) {
            throw USER.conflict("needs elasticsearch.password beside it");
        }
        if (password != null && user == null) {
            throw PASSWORD.conflict("needs elasticsearch.user beside it");
        }
        if (user != null && apiKey != null) {
            throw API_KEY.conflict("stands instead of elasticsearch.user and elasticsearch.password; leave one out");
        }
        if (caFile != null && caFingerprint != null) {
            throw CA_FINGERPRINT.conflict("stands instead of elasticsearch.ca_file; leave one out");
        }
    }
}
