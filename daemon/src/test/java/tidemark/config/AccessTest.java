package tidemark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidemark.access.Caller;
import tidemark.access.Grants;
import tidemark.access.Scope;
import tidemark.access.Token;
import tidemark.plan.Problem;

/** Who may reach the daemon, and what keeps secrets out of sight, as far as the configuration decides it. */
final class AccessTest {

    private static final String HASH = new Token("one").hashText();

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws IOException {
        for (String name : List.of("tokens.yaml", "cert.pem", "key.pem", "ca.pem")) {
            Files.writeString(folder.resolve(name), "");
        }
    }

    private List<String> problems(String yaml, Map<String, String> environment, String... flags) {
        try {
            read(yaml, environment, flags);
            return List.of();
        } catch (ConfigurationException e) {
            return e.problems().stream().map(Problem::toString).toList();
        }
    }

    private Configuration read(String yaml, Map<String, String> environment, String... flags) {
        return new ConfigurationReader(folder.resolve("t.yaml"), environment)
                .read(yaml + "\ntypes: {track: {}}\n", List.of(flags));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0.0.0.0", "::", "10.0.0.1", "indexer.example.org", "128.0.0.1", "::2", "localhost.example.org"})
    void beyondLoopbackTokensAndTlsAreDemandedBoth(String host) {
        String open = "\nhttp:\n  port: 1\n  host: '" + host + "'\n";
        assertThat(problems(open, Map.of()))
                .singleElement()
                .asString()
                .startsWith(folder.resolve("t.yaml") + ":4 http.host: is " + host
                        + ", beyond loopback, and there is no http.tokens_file")
                .contains("make a token with `tidemark token NAME --scope operate`");
        String tokens = open + "  tokens_file: tokens.yaml\n";
        assertThat(problems(tokens, Map.of())).singleElement().asString().contains("there is no http.tls_certificate");
        String tls = "  tls_certificate: cert.pem\n  tls_key: key.pem\n";
        assertThat(problems(open + tls, Map.of())).singleElement().asString().contains("there is no http.tokens_file");
        assertThat(problems(tokens + tls, Map.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "localhost", "::1", "0:0:0:0:0:0:0:1"})
    void loopbackStaysOpen(String host) {
        assertThat(read("http: {host: '" + host + "'}", Map.of()).http()).isEqualTo(HttpSettings.open(host, 9402));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tls_certificate: cert.pem | http.tls_certificate: needs http.tls_key",
                "tls_key: key.pem | http.tls_key: needs http.tls_certificate",
                "tls_client_ca: ca.pem | http.tls_client_ca: needs http.tls_certificate",
                "tls_certificate: cert.pem, tls_key: key.pem, tls_client_ca: ca.pem | http.tls_client_ca: needs http.tokens_file",
                "tls_clients: required | http.tls_clients: is required, which needs http.tls_client_ca",
                "hosts: 'a b' | http.hosts: expected a list of host names",
                "tokens_file: nowhere | http.tokens_file: expected a file that can be read"
            })
    void whatDoesNotGoTogetherIsNamed(String http, String problem) {
        assertThat(problems("http: {" + http + "}", Map.of()))
                .singleElement()
                .asString()
                .contains(problem);
    }

    @Test
    void ofAFingerprintAndAFileOneIsMeant() {
        String fingerprint = "ab".repeat(32);
        assertThat(problems("elasticsearch: {ca_file: ca.pem, ca_fingerprint: " + fingerprint + "}", Map.of()))
                .singleElement()
                .asString()
                .contains("elasticsearch.ca_fingerprint: stands instead of elasticsearch.ca_file");
        assertThat(problems("elasticsearch: {ca_fingerprint: abc}", Map.of()))
                .singleElement()
                .asString()
                .contains("expected a SHA-256 of 64 hexadecimal digits");
    }

    @Test
    void aSecretDoesNotGoOnTheCommandLine() {
        assertThat(problems("", Map.of(), "postgres.password=hunter2", "client.token=hunter2"))
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem)
                        .contains("a secret does not belong on the command line")
                        .doesNotContain("hunter2"));
        assertThat(problems("", Map.of(), "postgres.url=postgresql://me:hunter2@localhost/x"))
                .singleElement()
                .asString()
                .contains("command line")
                .doesNotContain("hunter2");
        assertThat(problems("", Map.of("PW", "hunter2"), "postgres.password=${PW}", "postgres.url=postgresql://h/x"))
                .isEmpty();
    }

    @Test
    void whatMayBeASecretIsNotRepeatedByProblems() {
        assertThat(problems("postgres: {password: 'hunt${er2', url: '${ hunter2 }'}", Map.of()))
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem).doesNotContain("er2"));
    }

    @Test
    void theVariableOfTheTokenIsNoMisspeltKey() {
        assertThat(problems("", Map.of("TIDEMARK_TOKEN", "x"))).isEmpty();
    }

    @Test
    void tokensAreReadWithScopeAndExpiry() throws IOException {
        Grants grants = TokensFile.read(tokens("# who may\n- {name: grafana, sha256: " + HASH
                + ", scope: read, expires: 2027-01-31}\n- name: ci\n  subject: CN=ci,O=Example\n  scope: operate\n"
                + "- {name: probe, san: probe.example.org, scope: read, expires: '2027-01-31T12:00:00Z'}\n"));
        assertThat(grants.size()).isEqualTo(3);
        assertThat(grants.byToken(new Token("one"), Instant.parse("2027-01-30T23:59:59Z")))
                .isEqualTo(new Grants.Known(new Caller("grafana", Scope.READ)));
        assertThat(grants.byToken(new Token("one"), Instant.parse("2027-01-31T00:00:00Z")))
                .isEqualTo(new Grants.Expired("grafana"));
        assertThat(TokensFile.read(tokens("")).size()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- {name: a, sha256: tmk_thetokenitself, scope: read} | :1 [0].sha256: expected 64 hexadecimal digits",
                "- {name: a, sha256: E3B0C44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855, scope: read} | this is the"
                        + " hash of an empty text",
                "- {name: a, sha256: HASH, scope: write} | :1 [0].scope: expected read or operate, got 'write'",
                "- {name: a, sha256: HASH} | :1 [0].scope: missing",
                "- {sha256: HASH, scope: read} | :1 [0].name: missing",
                "- {name: a, scope: read} | :1 [0]: expected one of sha256, subject and san, got none",
                "- {name: a, sha256: HASH, san: b, scope: read} | got [sha256, san]",
                "- {name: a b, sha256: HASH, scope: read} | [0].name: expected letters, digits",
                "- {name: a, subject: nonsense, scope: read} | [0].subject: expected a distinguished name",
                "- {name: a, sha256: HASH, scope: read, expires: soon} | [0].expires: expected a day or a time in UTC",
                "- {name: a, sha256: HASH, scop: read} | [0].scop: unknown key 'scop'",
                "a: b | expected a list, got a mapping",
                "- a | expected name, sha256 and scope",
                "'- [' | this is not YAML"
            })
    void aWrongEntryIsNamedAndNothingOfATokenIsRepeated(String yaml, String problem) {
        assertThatThrownBy(() -> TokensFile.read(tokens(yaml.replace("HASH", HASH))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(problem)
                .hasMessageNotContaining("tmk_")
                .hasMessageNotContaining(HASH);
    }

    @Test
    void aNameStandsForOneHolder() {
        assertThatThrownBy(() -> TokensFile.read(tokens("""
                        - {name: a, sha256: %s, scope: read}
                        - {name: a, san: b, scope: read}
                        """.formatted(HASH))))
                .hasMessageContaining(":2 [1].name: 'a' is there twice");
    }

    @Test
    void aFileThatIsAwayIsTold() {
        assertThatThrownBy(() -> TokensFile.read(folder.resolve("none")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("cannot be read: NoSuchFileException");
    }

    private Path tokens(String yaml) throws IOException {
        return Files.writeString(folder.resolve("tokens.yaml"), yaml);
    }
}
