package tidemark.access;

import java.time.Instant;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * What the holder of a token or of a client certificate may do.
 *
 * @param name of the holder, for people and the log
 * @param proof what it shows
 * @param scope the most it may do
 * @param expires from when on it counts no longer, or null
 */
public record Grant(
        String name, Proof proof, Scope scope, @Nullable Instant expires) {

    /** What a caller shows. */
    public sealed interface Proof {}

    /**
     * A token.
     *
     * @param sha256 of it, 32 bytes
     */
    public record Hash(byte[] sha256) implements Proof {}

    /** A client certificate of this subject. */
    public record Subject(X500Principal principal) implements Proof {}

    /**
     * A client certificate with this subject alternative name: a host name, an address of e-mail or of the Internet, or a URI.
     */
    public record AlternativeName(String name) implements Proof {}

    boolean expired(Instant now) {
        return expires != null && !now.isBefore(expires);
    }
}
