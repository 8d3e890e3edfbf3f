package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidemark.service.Received;

/** What systemd hears of a daemon whose PostgreSQL is away when the machine begins. */
final class TheServiceManagerIsToldAcceptance {

    private static final Path CONFIG = World.config("{http: {port: 0}, types: {thing: {table: thing}}}");

    @TempDir
    private Path folder;

    private static Map<String, String> environment(Received systemd) {
        Map<String, String> environment = new HashMap<>();
        environment.put("NOTIFY_SOCKET", systemd.name());
        environment.put("WATCHDOG_USEC", "1000000");
        environment.put("TIDEMARK_POSTGRES_URL", "postgresql://127.0.0.1:1/away");
        return environment;
    }

    private static int health(DaemonProcess daemon, String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("health", "--url", daemon.url().toString()));
        arguments.addAll(List.of(options));
        try (DaemonProcess verb = DaemonProcess.start("health", Map.of(), arguments)) {
            return verb.exitCode(Drill.SOON);
        }
    }

    @Test
    void itIsReadyAndLiveWhileAServerIsAwayAndSaysThatItEnds() throws IOException {
        try (Received systemd = Received.atPath(folder);
                DaemonProcess daemon = DaemonProcess.start(
                        "notifies", environment(systemd), List.of("run", "--config", CONFIG.toString()))) {
            String ready = systemd.nextThat(message -> message.startsWith("READY=1\n"));
            assertThat(ready).matches("READY=1\nSTATUS=connecting, PostgreSQL is away since \\S+Z");
            assertThat(systemd.nextThat(message -> message.equals("WATCHDOG=1")))
                    .isNotEmpty();
            assertThat(health(daemon)).as("not ready").isEqualTo(1);
            assertThat(health(daemon, "--live")).as("live").isZero();
            Http http = new Http(daemon.url());
            assertThat(http.get("/_indexer/health").status()).isEqualTo(503);
            assertThat(http.get("/_indexer/health/live").status()).isEqualTo(200);

            daemon.sigterm();
            assertThat(systemd.nextThat(message -> message.startsWith("STOPPING=1")))
                    .isNotEmpty();
            assertThat(daemon.exitCode(Duration.ofSeconds(30))).isZero();
        }
    }

    @Test
    void whoseConfigurationIsWrongIsNeverReady() throws IOException {
        Path wrong = World.config("types: {thing: {tabel: thing}}");
        try (Received systemd = Received.atPath(folder);
                DaemonProcess daemon = DaemonProcess.start(
                        "never-ready", environment(systemd), List.of("run", "--config", wrong.toString()))) {
            assertThat(daemon.exitCode(Drill.SOON)).isEqualTo(2);
            assertThat(systemd.within(Duration.ofMillis(1))).isEmpty();
        }
    }
}
