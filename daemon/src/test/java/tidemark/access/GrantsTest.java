package tidemark.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import tidemark.tls.Authority;

final class GrantsTest {

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final Token READER = new Token("reader");
    private static final Token GUEST = new Token("guest");

    private final Grants grants = new Grants(List.of(
            new Grant("reader", new Grant.Hash(READER.hash()), Scope.READ, null),
            new Grant("guest", new Grant.Hash(GUEST.hash()), Scope.OPERATE, NOW),
            new Grant("ci", new Grant.Subject(new X500Principal("CN=ci, O=Example")), Scope.OPERATE, null),
            new Grant("probe", new Grant.AlternativeName("probe.example.org"), Scope.READ, null)));

    @Test
    void aTokenIsKnownByItsHashAlone() {
        assertThat(grants.byToken(new Token("reader"), NOW)).isEqualTo(known("reader", Scope.READ));
        for (String wrong : List.of("", "reade", "reader ", "Reader", READER.hashText())) {
            assertThat(grants.byToken(new Token(wrong), NOW)).isEqualTo(new Grants.Unknown());
        }
    }

    @Test
    void aGrantCountsUntilItExpires() {
        assertThat(grants.byToken(GUEST, NOW.minusNanos(1))).isEqualTo(known("guest", Scope.OPERATE));
        assertThat(grants.byToken(GUEST, NOW)).isEqualTo(new Grants.Expired("guest"));
    }

    @Test
    void aCertificateIsKnownBySubjectHoweverItIsSpelledAndByName() {
        Authority authority = Authority.named("grants");
        assertThat(grants.byCertificate(authority.issue("O=Example,CN=CI").certificate(), NOW))
                .isEqualTo(known("ci", Scope.OPERATE));
        assertThat(grants.byCertificate(
                        authority
                                .issue("CN=x", "a.example.org", "probe.example.org")
                                .certificate(),
                        NOW))
                .isEqualTo(known("probe", Scope.READ));
        assertThat(grants.byCertificate(authority.issue("CN=ci").certificate(), NOW))
                .isEqualTo(new Grants.Unknown());
        assertThat(grants.byCertificate(authority.issue("CN=probe.example.org").certificate(), NOW))
                .as("a common name is no host name")
                .isEqualTo(new Grants.Unknown());
    }

    @Test
    void ofTwoGrantsForOneCertificateTheWiderOneThatIsValidCounts() {
        var certificate =
                Authority.named("grants").issue("CN=both", "both.example.org").certificate();
        Grant.Proof subject = new Grant.Subject(new X500Principal("CN=both"));
        Grant.Proof name = new Grant.AlternativeName("both.example.org");
        assertThat(new Grants(List.of(
                                new Grant("a", name, Scope.READ, null), new Grant("b", subject, Scope.OPERATE, null)))
                        .byCertificate(certificate, NOW))
                .isEqualTo(known("b", Scope.OPERATE));
        assertThat(new Grants(List.of(
                                new Grant("a", name, Scope.READ, null), new Grant("b", subject, Scope.OPERATE, NOW)))
                        .byCertificate(certificate, NOW))
                .isEqualTo(known("a", Scope.READ));
    }

    @Test
    void whoOperatesMayReadAndNotTheOtherWayRound() {
        assertThat(new Caller("a", Scope.OPERATE).may(Scope.READ)).isTrue();
        assertThat(new Caller("a", Scope.READ).may(Scope.OPERATE)).isFalse();
    }

    @Test
    void freshTokensAreLongDifferentAndNotPrinted() {
        SecureRandom random = new SecureRandom();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Token token = Token.fresh(random);
            assertThat(token.reveal()).matches("tmk_[A-Za-z0-9_-]{43}");
            assertThat(token).hasToString("***");
            assertThat(seen.add(token.reveal())).isTrue();
        }
        assertThat(new Token("abc").hashText())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    private static Grants.Recognised known(String name, Scope scope) {
        return new Grants.Known(new Caller(name, scope));
    }
}
