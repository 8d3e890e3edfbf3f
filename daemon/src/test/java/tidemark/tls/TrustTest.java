package tidemark.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;

final class TrustTest {

    private final Authority ours = Authority.named("same name");
    private final Authority foreign = Authority.named("same name");

    private static X509Certificate[] chain(Authority.Issued issued, Authority authority) {
        return new X509Certificate[] {issued.certificate(), authority.certificate()};
    }

    @Test
    void aFingerprintTrustsWhatItsCertificateSigned() {
        X509ExtendedTrustManager trust = Trust.inFingerprint(Trust.fingerprint(ours.fingerprint()));
        assertThatCode(() -> trust.checkServerTrusted(chain(ours.issue("CN=a"), ours), "ECDHE_ECDSA"))
                .doesNotThrowAnyException();
    }

    @Test
    void aFingerprintTrustsTheServersOwnCertificate() throws Exception {
        Authority.Issued own = ours.issue("CN=a");
        X509ExtendedTrustManager trust = Trust.inFingerprint(Trust.digest(own.certificate()));
        assertThatCode(() -> trust.checkServerTrusted(chain(own, ours), "ECDHE_ECDSA"))
                .doesNotThrowAnyException();
        Authority.Issued old = ours.expired("CN=a");
        assertThatThrownBy(() -> Trust.inFingerprint(Trust.digest(old.certificate()))
                        .checkServerTrusted(chain(old, ours), "ECDHE_ECDSA"))
                .satisfies(e -> assertThat(words(e)).startsWith("the certificate has expired"));
    }

    /** The certificate of the fingerprint is public: anybody can send it after one of his own. */
    @Test
    void aFingerprintBelievesNobodyWhoMerelyShowsItsCertificate() {
        X509ExtendedTrustManager trust = Trust.inFingerprint(Trust.fingerprint(ours.fingerprint()));
        assertThatThrownBy(() -> trust.checkServerTrusted(chain(foreign.issue("CN=a"), ours), "ECDHE_ECDSA"))
                .isInstanceOf(java.security.cert.CertificateException.class);
    }

    @Test
    void anotherFingerprintIsToldWithTheOneThatIsShown() {
        X509ExtendedTrustManager trust = Trust.inFingerprint(Trust.fingerprint("ab".repeat(32)));
        assertThatThrownBy(() -> trust.checkServerTrusted(chain(ours.issue("CN=a"), ours), "ECDHE_ECDSA"))
                .satisfies(e -> assertThat(words(new SSLException("outer", e))).contains(ours.fingerprint()));
    }

    @Test
    void anUnknownAuthorityAndAnExpiredCertificateAreToldApart() {
        X509ExtendedTrustManager trust = Trust.in(List.of(ours.certificate()));
        assertThatThrownBy(() ->
                        trust.checkServerTrusted(chain(Authority.named("other").issue("CN=a"), foreign), "ECDHE_ECDSA"))
                .satisfies(e -> assertThat(words(e)).contains("signed by nobody who is trusted here"));
        // An authority that merely has the same name.
        assertThatThrownBy(() -> trust.checkServerTrusted(chain(foreign.issue("CN=a"), foreign), "ECDHE_ECDSA"))
                .satisfies(e -> assertThat(words(e)).contains("signed by nobody who is trusted here"));
        assertThatThrownBy(() -> trust.checkServerTrusted(chain(ours.expired("CN=a"), ours), "ECDHE_ECDSA"))
                .satisfies(e -> assertThat(words(e)).startsWith("the certificate has expired"));
    }

    @Test
    void fingerprintsAreReadWithAndWithoutColons() {
        assertThat(Trust.fingerprint("AB:" + "00:".repeat(30) + "ff"))
                .hasSize(32)
                .startsWith(0xab);
        assertThatThrownBy(() -> Trust.fingerprint("abcd")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsNotForTlsHasNoWords() {
        assertThat(TlsFailure.words(new java.net.ConnectException("refused"))).isEmpty();
        assertThat(TlsFailure.words(null)).isEmpty();
        assertThat(TlsFailure.words(new SSLException("odd"))).contains("TLS failed: odd");
    }

    private static String words(Throwable failure) {
        return TlsFailure.words(failure).orElse("none");
    }
}
