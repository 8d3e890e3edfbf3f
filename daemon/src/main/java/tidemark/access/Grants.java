package tidemark.access;

import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All grants. Immutable. */
public final class Grants {

    /** Subject alternative names that are text: e-mail, host name, URI, address of the Internet (RFC 5280, 4.2.1.6). */
    private static final Set<Integer> TEXTS = Set.of(1, 2, 6, 7);

    private final List<Grant> grants;

    /** These. */
    public Grants(List<Grant> grants) {
        this.grants = List.copyOf(grants);
    }

    /** What came of what a caller showed. */
    public sealed interface Recognised {}

    /** It is known. */
    public record Known(Caller caller) implements Recognised {}

    /** It was known until then. */
    public record Expired(String name) implements Recognised {}

    /** Nobody has a grant for it. */
    public record Unknown() implements Recognised {}

    /** How many there are. */
    public int size() {
        return grants.size();
    }

    /** Who shows this token. Takes as long for a wrong one as for a right one: every grant is compared, each in constant time. */
    public Recognised byToken(Token token, Instant now) {
        if (token.isEmpty()) {
            return new Unknown();
        }
        byte[] hash = token.hash();
        Grant found = null;
        for (Grant grant : grants) {
            if (grant.proof() instanceof Grant.Hash known && MessageDigest.isEqual(known.sha256(), hash)) {
                found = grant;
            }
        }
        return recognised(found, now);
    }

    /** Who shows this client certificate, which somebody else has found to be valid. */
    public Recognised byCertificate(X509Certificate certificate, Instant now) {
        Set<String> names = alternativeNames(certificate);
        Grant found = null;
        for (Grant grant : grants) {
            boolean fits = fits(grant.proof(), certificate, names);
            // The most that any of them allows, and rather a valid one than an expired one.
            if (fits && (found == null || found.expired(now) || (!grant.expired(now) && wider(grant, found)))) {
                found = grant;
            }
        }
        return recognised(found, now);
    }

    private static boolean fits(Grant.Proof proof, X509Certificate certificate, Set<String> names) {
        if (proof instanceof Grant.Subject subject) {
            return subject.principal().equals(certificate.getSubjectX500Principal());
        }
        return proof instanceof Grant.AlternativeName name && names.contains(name.name());
    }

    private static boolean wider(Grant one, Grant other) {
        return one.scope().covers(other.scope());
    }

    private static Recognised recognised(@Nullable Grant found, Instant now) {
        if (found == null) {
            return new Unknown();
        }
        return found.expired(now) ? new Expired(found.name()) : new Known(new Caller(found.name(), found.scope()));
    }

    private static Set<String> alternativeNames(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? Set.of()
                    : names.stream()
                            .filter(name -> TEXTS.contains(name.get(0)))
                            .map(name -> String.valueOf(name.get(1)))
                            .collect(Collectors.toSet());
        } catch (CertificateParsingException e) {
            return Set.of();
        }
    }
}
