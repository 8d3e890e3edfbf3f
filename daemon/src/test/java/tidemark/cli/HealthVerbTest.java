package tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HealthVerbTest {

    private static final String PATH = "GET /_indexer/health";

    private ScriptedDaemon daemon;

    @BeforeEach
    void begin() throws IOException {
        daemon = new ScriptedDaemon();
    }

    @AfterEach
    void end() {
        daemon.close();
    }

    private static String health(boolean live, boolean ready, String postgres) {
        return "{\"live\":" + live + ",\"ready\":" + ready + ",\"dependencies\":{\"postgres\":{\"status\":\"" + postgres
                + "\"},\"elasticsearch\":{\"status\":\"up\"}}}";
    }

    @Test
    void whoIsReadyIsHealthy() {
        daemon.says(PATH, 200, health(true, true, "up"));
        assertThat(Typed.run(new HealthVerb(), daemon))
                .isEqualTo(new Typed(0, "ready, postgres up, elasticsearch up" + System.lineSeparator(), ""));
    }

    @Test
    void whoWaitsForAServerIsNotReadyButLive() {
        daemon.says(PATH, 503, health(true, false, "away"));
        assertThat(Typed.run(new HealthVerb(), daemon))
                .isEqualTo(new Typed(1, "not ready, postgres away, elasticsearch up" + System.lineSeparator(), ""));
        assertThat(Typed.run(new HealthVerb(), daemon, "--live").exitCode()).isZero();
    }

    @Test
    void whoseLoopIsStuckIsNotLive() {
        daemon.says(PATH, 200, health(false, true, "up"));
        assertThat(Typed.run(new HealthVerb(), daemon, "--live").exitCode()).isEqualTo(1);
    }

    @Test
    void whoDoesNotAnswerOrIsNoDaemonIsUnhealthy() {
        daemon.hangsUp(PATH);
        assertThat(Typed.run(new HealthVerb(), daemon).exitCode()).isEqualTo(1);
        daemon.close();
        Typed gone = Typed.run(new HealthVerb(), daemon);
        assertThat(gone.exitCode()).isEqualTo(1);
        assertThat(gone.out()).contains("no daemon answers");
    }

    @Test
    void anAnswerWithoutHealthIsNoHealth() {
        daemon.says(PATH, 200, "{\"status\":\"fine\"}");
        Typed stranger = Typed.run(new HealthVerb(), daemon);
        assertThat(stranger.exitCode()).isEqualTo(1);
        assertThat(stranger.out()).contains("lacks 'ready'");
    }
}
