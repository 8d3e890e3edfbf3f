package tidemark.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PemTest {

    private static final Authority AUTHORITY = Authority.named("pem");

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void aKeyOfEachUsualKindBelongsToItsCertificateAndToNoOther(String algorithm) throws Pem.Unusable {
        Instant until = Instant.now().plus(Duration.ofDays(1));
        Authority.Issued one = AUTHORITY.issue(algorithm, "CN=one", until);
        Authority.Issued other = AUTHORITY.issue(algorithm, "CN=other", until);
        assertThat(Identity.of(one.pem() + AUTHORITY.pem(), one.key()).certificate())
                .isEqualTo(one.certificate());
        assertThatThrownBy(() -> Identity.of(one.pem(), other.key()))
                .isInstanceOf(Pem.Unusable.class)
                .hasMessage("certificate and key do not belong together");
    }

    @Test
    void certificatesKeepTheirOrderAndWhatStandsBetweenIsNotRead() throws Pem.Unusable {
        Authority.Issued one = AUTHORITY.issue("CN=one");
        assertThat(Pem.certificates("bag attributes\n" + one.pem() + "subject=…\n" + AUTHORITY.pem() + one.key()))
                .containsExactly(one.certificate(), AUTHORITY.certificate());
    }

    @ParameterizedTest
    @CsvSource({
        "RSA PRIVATE KEY, the key is of the older form RSA PRIVATE KEY",
        "EC PRIVATE KEY, the key is of the older form EC PRIVATE KEY",
        "ENCRYPTED PRIVATE KEY, the key is encrypted",
        "PRIVATE KEY, the key is of no kind that is known",
        "CERTIFICATE, it holds no private key"
    })
    void aKeyOfAnotherFormIsNamedAndNotShown(String label, String message) {
        assertThatThrownBy(() ->
                        Pem.key(Authority.pem(label, "secret".getBytes(java.nio.charset.StandardCharsets.US_ASCII))))
                .isInstanceOf(Pem.Unusable.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("c2Vj");
    }

    @Test
    void aCutOffFileIsTold() {
        String key = AUTHORITY.issue("CN=one").key();
        assertThatThrownBy(() -> Pem.key(key.substring(0, key.length() / 2))).hasMessage("the key cannot be read");
        assertThatThrownBy(() -> Pem.certificates(AUTHORITY.pem().substring(0, 200)))
                .hasMessage("it holds no certificate");
        assertThatThrownBy(() -> Pem.certificates("")).isInstanceOf(Pem.Unusable.class);
    }
}
