package tidemark.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How verbs such as {@code tidemark jobs} ask the running daemon.
 *
 * @param url its address, or null for that of {@link HttpSettings}
 * @param token to show, or null
 * @param caFile certificate authority to trust instead of the Java platform's, PEM; or null
 * @param certificate to show, with its chain, PEM; or null
 * @param key of the certificate, PEM; or null
 */
public record ClientSettings(
        @Nullable URI url,
        @Nullable Secret token,
        @Nullable Path caFile,
        @Nullable Path certificate,
        @Nullable Path key) {

    static final Key<URI> URL = new Key<>(
            "client.url",
            Kind.url("https://host:9402"),
            null,
            "Address of the running daemon, such as https://indexer.example.org:9402; without it http.host and"
                    + " http.port.");
    static final Key<Secret> TOKEN = new Key<>(
            "client.token",
            Kind.secretText(),
            null,
            "Token to show, best as ${file:/path}; --token-file and the variable TIDEMARK_TOKEN come first.");
    static final Key<Path> CA_FILE = new Key<>(
            "client.ca_file",
            Kind.file(),
            null,
            "Certificate authority of the daemon (PEM), instead of those of the Java platform.");
    static final Key<Path> CERTIFICATE =
            new Key<>("client.certificate", Kind.file(), null, "Client certificate to show (PEM), with its chain.");
    static final Key<Path> KEY =
            new Key<>("client.key", Kind.file(), null, "Its private key (PEM, PKCS #8, not encrypted).");

    static final Section<ClientSettings> SECTION = new Section<>(
            "client",
            "How verbs such as jobs and reindex ask the running daemon.",
            List.of(URL, TOKEN, CA_FILE, CERTIFICATE, KEY),
            values -> new ClientSettings(
                    values.find(URL),
                    values.find(TOKEN),
                    values.find(CA_FILE),
                    values.find(CERTIFICATE),
                    values.find(KEY)));

    /** Nothing but what the platform has. */
    public static final ClientSettings NONE = new ClientSettings(null, null, null, null, null);

    /** Checks that certificate and key come together. */
    public ClientSettings {
        URL.check(url);
        TOKEN.check(token);
        if (certificate != null && key == null) {
            throw CERTIFICATE.conflict("needs client.key beside it", "name both, or neither");
        }
        if (key != null && certificate == null) {
            throw KEY.conflict("needs client.certificate beside it", "name both, or neither");
        }
    }
}
