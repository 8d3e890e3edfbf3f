package tidemark.tls;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why two sides did not come together by TLS, in words that a person can act on. */
public final class TlsFailure {

    private static final int DEPTH = 20;

    private TlsFailure() {}

    /** The words; empty if it was not for TLS. */
    public static Optional<String> words(@Nullable Throwable failure) {
        boolean tls = false;
        Throwable each = failure;
        for (int depth = 0; each != null && depth < DEPTH; depth++, each = each.getCause()) {
            tls = tls || each instanceof SSLException || each instanceof CertificateException;
            String known = known(each);
            if (known != null) {
                return Optional.of(known);
            }
        }
        return tls ? Optional.of("TLS failed: " + said(failure)) : Optional.empty();
    }

    private static @Nullable String known(Throwable failure) {
        String said = said(failure);
        if (failure instanceof CertificateExpiredException) {
            return "the certificate has expired (" + said + ")";
        }
        if (failure instanceof CertificateNotYetValidException) {
            return "the certificate is not valid yet (" + said + "); are the clocks right?";
        }
        if (failure instanceof Trust.Unpinned) {
            return said;
        }
        if (said.contains("unable to find valid certification path")
                || said.contains("No trusted certificate found")
                || said.contains("does not chain with any of the trust anchors")
                || said.contains("Signature does not match")
                || said.contains("signature check failed")) {
            return "the certificate is signed by nobody who is trusted here; name the file of its authority";
        }
        if (failure instanceof CertPathValidatorException path && path.getCause() == null) {
            return "the certificate cannot be trusted: " + said;
        }
        if (said.contains("No subject alternative")
                || said.contains("No name matching")
                || (said.contains("Host name") && said.contains("does not match"))
                || said.contains("could not be verified by hostnameverifier")) {
            return "the certificate is for another host: " + said;
        }
        if (failure instanceof SSLException) {
            if (said.contains("Unsupported or unrecognized SSL message") || said.contains("plaintext connection")) {
                return "the other side does not speak TLS; is it http, not https?";
            }
            if (said.contains("certificate_required") || said.contains("bad_certificate")) {
                return "the other side does not take our certificate, or wants one: " + said;
            }
        }
        return null;
    }

    private static String said(@Nullable Throwable failure) {
        return failure == null ? "" : String.valueOf(failure.getMessage());
    }
}
