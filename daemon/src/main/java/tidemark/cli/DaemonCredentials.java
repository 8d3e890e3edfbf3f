package tidemark.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidemark.access.Token;
import tidemark.config.ClientSettings;
import tidemark.config.Secret;
import tidemark.tls.Identity;
import tidemark.tls.Pem;
import tidemark.tls.Trust;

/** What a verb shows to the daemon, and whom it believes: options first, then the environment, then the configuration. */
final class DaemonCredentials {

    private static final String VARIABLE = "TIDEMARK_TOKEN";

    private DaemonCredentials() {}

    /**
     * Gathers them.
     *
     * @throws IllegalArgumentException if a file cannot be used; the message says which, and nothing of what is in it
     */
    static DaemonClient.Credentials of(
            @Nullable Path tokenFile, @Nullable Path caFile, Map<String, String> environment, ClientSettings client) {
        Path authority = caFile == null ? client.caFile() : caFile;
        Path certificate = client.certificate();
        Path key = client.key();
        try {
            Identity identity = certificate == null || key == null ? null : Identity.of(text(certificate), text(key));
            return new DaemonClient.Credentials(
                    token(tokenFile, environment.get(VARIABLE), client.token()),
                    authority == null && identity == null
                            ? null
                            : Trust.context(
                                    authority == null ? null : Trust.in(Pem.certificates(text(authority))), identity));
        } catch (Pem.Unusable e) {
            throw new IllegalArgumentException(
                    "the certificates for the daemon (" + (authority == null ? certificate : authority)
                            + ") cannot be used: " + e.getMessage() + "; " + e.hint(),
                    e);
        }
    }

    private static @Nullable Token token(@Nullable Path file, @Nullable String variable, @Nullable Secret configured) {
        String text = file != null
                ? text(file).strip()
                : variable != null && !variable.isBlank()
                        ? variable.strip()
                        : configured == null ? null : configured.reveal().strip();
        if (text == null) {
            return null;
        }
        if (text.isEmpty() || text.length() > Token.LONGEST || !text.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new IllegalArgumentException("the token "
                    + (file == null ? "" : "in " + file + " ")
                    + "is no token: expected one word, as `tidemark token` prints it");
        }
        return new Token(text);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the file " + file + " cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }
}
