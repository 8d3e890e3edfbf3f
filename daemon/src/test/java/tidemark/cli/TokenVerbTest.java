package tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidemark.access.Caller;
import tidemark.access.Grants;
import tidemark.access.Scope;
import tidemark.access.Token;
import tidemark.config.ClientSettings;
import tidemark.config.Secret;
import tidemark.config.TokensFile;

final class TokenVerbTest {

    @TempDir
    Path folder;

    @Test
    void theLineBesideTheTokenGrantsWhatItSaysAndHoldsNothingOfIt() throws IOException {
        Typed typed = Typed.run(new TokenVerb(), "grafana", "--scope", "operate", "--expires", "2027-01-31");
        assertThat(typed.exitCode()).isZero();
        Token token = new Token(typed.out().strip());
        assertThat(typed.err()).doesNotContain(token.reveal());
        Grants grants = TokensFile.read(Files.writeString(folder.resolve("tokens.yaml"), typed.err()));
        assertThat(grants.byToken(token, Instant.parse("2027-01-30T00:00:00Z")))
                .isEqualTo(new Grants.Known(new Caller("grafana", Scope.OPERATE)));
        assertThat(grants.byToken(token, Instant.parse("2027-02-01T00:00:00Z")))
                .isEqualTo(new Grants.Expired("grafana"));
        assertThat(Typed.run(new TokenVerb(), "a").err()).contains("scope: read}");
    }

    @Test
    void whatTheFileWouldNotTakeIsNotMade() {
        for (Typed typed : new Typed[] {
            Typed.run(new TokenVerb(), "a b"),
            Typed.run(new TokenVerb(), "a", "--scope", "write"),
            Typed.run(new TokenVerb(), "a", "--expires", "soon"),
            Typed.run(new TokenVerb())
        }) {
            assertThat(typed.exitCode()).isEqualTo(2);
            assertThat(typed.out()).isEmpty();
        }
    }

    @Test
    void ofSeveralTokensTheNearestIsShown() throws IOException {
        ClientSettings configured = new ClientSettings(null, new Secret("configured"), null, null, null);
        Path file = Files.writeString(folder.resolve("token"), "from-file\n");
        assertThat(shown(file, Map.of("TIDEMARK_TOKEN", "variable"), configured))
                .isEqualTo("from-file");
        assertThat(shown(null, Map.of("TIDEMARK_TOKEN", "variable"), configured))
                .isEqualTo("variable");
        assertThat(shown(null, Map.of(), configured)).isEqualTo("configured");
        assertThat(DaemonCredentials.of(null, null, Map.of(), ClientSettings.NONE)
                        .token())
                .isNull();
    }

    private static String shown(Path file, Map<String, String> environment, ClientSettings client) {
        return DaemonCredentials.of(file, null, environment, client).token().reveal();
    }

    @Test
    void aFileThatIsNoTokenIsNamedAndNotShown() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "two words\nof hunter2");
        Typed typed = Typed.run(new JobsVerb(), "--url", "http://127.0.0.1:1", "--token-file", file.toString());
        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err())
                .contains("the token in " + file + " is no token")
                .doesNotContain("hunter2");
        Typed missing = Typed.run(new JobsVerb(), "--url", "http://127.0.0.1:1", "--ca-file", "/nowhere/ca.pem");
        assertThat(missing.err()).contains("the file /nowhere/ca.pem cannot be read: NoSuchFileException");
    }

    @Test
    void aVerbThatIsNotLetInSaysWhatToDo() throws IOException {
        String error = "{\"error\": {\"code\": \"x\", \"message\": \"M\", \"hint\": \"H\"}}";
        try (ScriptedDaemon daemon =
                new ScriptedDaemon().says("GET /_indexer/jobs", 401, error).says("GET /_indexer/jobs/a", 403, error)) {
            Typed unknown = Typed.run(new JobsVerb(), daemon);
            assertThat(unknown.exitCode()).isEqualTo(3);
            assertThat(unknown.err()).contains("M", "--token-file").doesNotContain("H\n");
            Typed forbidden = Typed.run(new JobsVerb(), daemon, "a");
            assertThat(forbidden.exitCode()).isEqualTo(3);
            assertThat(forbidden.err()).contains("M", "H");
        }
    }
}
