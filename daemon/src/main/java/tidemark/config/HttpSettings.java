package tidemark.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where {@code /_indexer} listens, and to whom.
 *
 * @param host address or name to bind
 * @param port 0 for any free one
 * @param hosts names, in lower case, that a request may call the daemon by, beside addresses and localhost
 * @param tokensFile who may ask for what; null where anybody may, on loopback
 * @param tls how the endpoint is encrypted; null where it is not
 */
public record HttpSettings(
        String host,
        int port,
        List<String> hosts,
        @Nullable Path tokensFile,
        @Nullable Tls tls) {

    /**
     * Certificates, all of them PEM.
     *
     * @param certificate the daemon's own, then those that signed it
     * @param key of the first, PKCS #8
     * @param clientAuthority who signs certificates of clients, or null where none is asked for
     * @param clientsMust whether a client without a certificate is turned away
     */
    public record Tls(Path certificate, Path key, @Nullable Path clientAuthority, boolean clientsMust) {}

    private static final String REQUIRED = "required";

    static final Key<String> HOST = new Key<>(
            "http.host",
            Kind.text("an address or a host name", "[A-Za-z0-9._:-]+"),
            "127.0.0.1",
            "Address to listen on. Beyond loopback it needs tokens_file and tls_certificate.");
    static final Key<Integer> PORT =
            new Key<>("http.port", Kind.integer(0, 65_535), "9402", "Port to listen on; 0 takes any free one.");
    static final Key<List<String>> HOSTS = new Key<>(
            "http.hosts",
            Kind.hostNames(),
            null,
            "Names that requests may call the daemon by, such as indexer.example.org; addresses, localhost and"
                    + " host always may. Other names are refused: a foreign page may have pointed its own here.");
    static final Key<Path> TOKENS_FILE = new Key<>(
            "http.tokens_file",
            Kind.file(),
            null,
            "Who may ask for what: tokens (by SHA-256) and names of client certificates, see daemon/docs/access.md. Read"
                    + " again when it changes. Without it anybody who reaches the address may do everything.");
    static final Key<Path> TLS_CERTIFICATE = new Key<>(
            "http.tls_certificate",
            Kind.file(),
            null,
            "The daemon's certificate (PEM), then those that signed it; makes the endpoint https. Read again when it"
                    + " changes.");
    static final Key<Path> TLS_KEY =
            new Key<>("http.tls_key", Kind.file(), null, "Its private key (PEM, PKCS #8, not encrypted).");
    static final Key<Path> TLS_CLIENT_CA = new Key<>(
            "http.tls_client_ca",
            Kind.file(),
            null,
            "Authority (PEM) whose client certificates are taken instead of tokens; tokens_file says what each may do.");
    static final Key<String> TLS_CLIENTS = new Key<>(
            "http.tls_clients",
            Kind.oneOf("optional", REQUIRED),
            "optional",
            "Whether a client may come without a certificate, with tls_client_ca.");

    static final Section<HttpSettings> SECTION = new Section<>(
            "http",
            "The daemon's own pages, /_indexer and below.",
            List.of(HOST, PORT, HOSTS, TOKENS_FILE, TLS_CERTIFICATE, TLS_KEY, TLS_CLIENT_CA, TLS_CLIENTS),
            HttpSettings::of);

    /** Copies; checks each value, and that nobody but loopback is let in unknown or unencrypted. */
    public HttpSettings {
        HOST.check(host);
        PORT.check(port);
        hosts = hosts.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        if (!loopback(host)) {
            if (tokensFile == null) {
                throw HOST.conflict(
                        "is " + host
                                + ", beyond loopback, and there is no http.tokens_file: anybody could operate the daemon",
                        "make a token with `tidemark token NAME --scope operate`, or listen on 127.0.0.1");
            }
            if (tls == null) {
                throw HOST.conflict(
                        "is " + host
                                + ", beyond loopback, and there is no http.tls_certificate: tokens would travel in the open",
                        "name http.tls_certificate and http.tls_key, or listen on 127.0.0.1");
            }
        }
    }

    /** On this address, for anybody. */
    public static HttpSettings open(String host, int port) {
        return new HttpSettings(host, port, List.of(), null, null);
    }

    private static HttpSettings of(Values values) {
        List<String> hosts = values.find(HOSTS);
        return new HttpSettings(
                values.get(HOST),
                values.get(PORT),
                hosts == null ? List.of() : hosts,
                values.find(TOKENS_FILE),
                tls(values));
    }

    private static @Nullable Tls tls(Values values) {
        Path certificate = values.find(TLS_CERTIFICATE);
        Path key = values.find(TLS_KEY);
        Path clientAuthority = values.find(TLS_CLIENT_CA);
        boolean clientsMust = values.get(TLS_CLIENTS).equals(REQUIRED);
        if (key != null && certificate == null) {
            throw TLS_KEY.conflict("needs http.tls_certificate beside it", "name both, or neither");
        }
        if (certificate != null && key == null) {
            throw TLS_CERTIFICATE.conflict("needs http.tls_key beside it", "name both, or neither");
        }
        if (clientAuthority != null && certificate == null) {
            throw TLS_CLIENT_CA.conflict(
                    "needs http.tls_certificate beside it", "without TLS nobody shows a certificate");
        }
        if (clientAuthority != null && values.find(TOKENS_FILE) == null) {
            throw TLS_CLIENT_CA.conflict(
                    "needs http.tokens_file beside it", "it says what the holder of each certificate may do");
        }
        if (clientsMust && clientAuthority == null) {
            throw TLS_CLIENTS.conflict("is required, which needs http.tls_client_ca", "name it, or leave this out");
        }
        return certificate == null || key == null ? null : new Tls(certificate, key, clientAuthority, clientsMust);
    }

    /** Whether only this machine reaches the address; of names, localhost alone is known to be here. */
    static boolean loopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.matches("127(\\.\\d{1,3}){3}")
                || host.matches("(0{0,4}:){2,7}0{0,3}1");
    }
}
