package tidemark.elasticsearch;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** How the daemon shows who it is. Never printed. */
public final class Credentials {

    private final String header;

    private Credentials(String header) {
        this.header = header;
    }

    /** Nobody in particular: a cluster without security. */
    public static Credentials none() {
        return new Credentials("");
    }

    /** A user and a password. */
    public static Credentials basic(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new Credentials("Basic " + Base64.getEncoder().encodeToString(pair));
    }

    /** An API key, encoded as Elasticsearch hands it out. */
    public static Credentials apiKey(String encoded) {
        return new Credentials("ApiKey " + encoded);
    }

    /** The value of the {@code Authorization} header. */
    Optional<String> header() {
        return header.isEmpty() ? Optional.empty() : Optional.of(header);
    }

    @Override
    public String toString() {
        return header.isEmpty() ? "none" : "***";
    }
}
