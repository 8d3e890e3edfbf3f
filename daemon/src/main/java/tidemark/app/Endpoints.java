package tidemark.app;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tidemark.config.HttpSettings;
import tidemark.config.TokensFile;
import tidemark.http.AccessMetrics;
import tidemark.http.Endpoint;
import tidemark.http.StatusServer;

/** Where the daemon listens, and to whom, as configured. */
final class Endpoints {

    private Endpoints() {}

    /**
     * Reads the files of tokens and certificates, and opens nothing.
     *
     * @throws tidemark.config.ConfigurationException if the file of the tokens is wrong
     * @throws tidemark.lifecycle.Refusal if a certificate or key cannot be used
     */
    static void check(HttpSettings http) {
        new StatusServer(of(http), List.of(), AccessMetrics.NONE).close();
    }

    static Endpoint of(HttpSettings http) {
        Set<String> names = new HashSet<>(http.hosts());
        names.add(http.host().toLowerCase(Locale.ROOT));
        HttpSettings.Tls tls = http.tls();
        return new Endpoint(
                http.host(),
                http.port(),
                names,
                http.tokensFile() == null ? null : new Endpoint.Tokens(http.tokensFile(), TokensFile::read),
                tls == null
                        ? null
                        : new Endpoint.Tls(tls.certificate(), tls.key(), tls.clientAuthority(), tls.clientsMust()));
    }
}
