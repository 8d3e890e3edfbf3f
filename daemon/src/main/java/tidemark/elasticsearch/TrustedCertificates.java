package tidemark.elasticsearch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tidemark.lifecycle.Refusal;
import tidemark.tls.Pem;
import tidemark.tls.Trust;

/** The certificates of a PEM file, or one of a fingerprint, trusted instead of the platform's. */
final class TrustedCertificates {

    private TrustedCertificates() {}

    /** What is to be trusted; null for what the platform has. */
    static @Nullable SSLContext of(ConnectionSettings settings) {
        if (settings.caFile() != null) {
            return read(settings.caFile());
        }
        String fingerprint = settings.caFingerprint();
        return fingerprint == null ? null : Trust.context(Trust.inFingerprint(Trust.fingerprint(fingerprint)), null);
    }

    private static SSLContext read(Path file) {
        try {
            return Trust.context(Trust.in(Pem.certificates(Files.readString(file, StandardCharsets.ISO_8859_1))), null);
        } catch (IOException e) {
            throw refused(file, "it cannot be read (" + e.getClass().getSimpleName() + ")", e);
        } catch (Pem.Unusable e) {
            throw refused(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static Refusal refused(Path file, String why, Exception cause) {
        Refusal refusal = new Refusal(
                "The CA file " + file + " cannot be used: " + why,
                "elasticsearch.ca_file must name a PEM file with the certificate of the CA.");
        refusal.initCause(cause);
        return refusal;
    }
}
