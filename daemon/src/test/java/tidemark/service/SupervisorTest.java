package tidemark.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What systemd hears, on a datagram socket of this test's own. */
final class SupervisorTest {

    private static final String FED = "WATCHDOG=1";

    private final AtomicBoolean alive = new AtomicBoolean(true);
    private final AtomicReference<String> status = new AtomicReference<>("connecting");

    @TempDir
    private Path folder;

    private Supervisor supervisor(Map<String, String> environment) {
        return new Supervisor(environment, status::get, alive::get);
    }

    @Test
    void atAPathSystemdHearsWhatTheProtocolSays() throws IOException {
        try (Received systemd = Received.atPath(folder);
                Supervisor supervisor = supervisor(Map.of("NOTIFY_SOCKET", systemd.name()))) {
            hearsAll(systemd, supervisor);
        }
    }

    @Test
    void atAnAbstractNameToo() throws IOException {
        try (Received systemd = Received.atAbstractName();
                Supervisor supervisor = supervisor(Map.of("NOTIFY_SOCKET", systemd.name()))) {
            hearsAll(systemd, supervisor);
        }
    }

    private void hearsAll(Received systemd, Supervisor supervisor) {
        supervisor.start();
        assertThat(systemd.next()).isEqualTo("STATUS=connecting");
        status.set("waiting,\nleads");
        supervisor.ready();
        assertThat(systemd.next()).isEqualTo("READY=1\nSTATUS=waiting, leads");
        long before = System.nanoTime() / 1_000;
        supervisor.reloading();
        String reloading = systemd.next();
        assertThat(reloading).matches("RELOADING=1\nMONOTONIC_USEC=\\d+");
        assertThat(Long.parseLong(reloading.substring(reloading.lastIndexOf('=') + 1)))
                .isBetween(before, System.nanoTime() / 1_000);
        supervisor.stopping();
        assertThat(systemd.next()).isEqualTo("STOPPING=1\nSTATUS=stopping");
    }

    @Test
    void theWatchdogIsFedAtHalfItsTimeAndStarvesWhileTheLoopIsStuck() throws IOException {
        try (Received systemd = Received.atPath(folder);
                Supervisor supervisor = supervisor(Map.of(
                        "NOTIFY_SOCKET",
                        systemd.name(),
                        "WATCHDOG_USEC",
                        "400000",
                        "WATCHDOG_PID",
                        Long.toString(ProcessHandle.current().pid())))) {
            supervisor.start();
            assertThat(systemd.next()).isEqualTo("STATUS=connecting");
            long began = System.nanoTime();
            for (int i = 0; i < 4; i++) {
                assertThat(systemd.next()).isEqualTo(FED);
            }
            // The first at once, then every 200 ms: the fourth not before three of them have passed.
            assertThat(System.nanoTime() - began)
                    .isGreaterThan(Duration.ofMillis(500).toNanos());

            alive.set(false);
            status.set("stuck");
            // The status comes with the first tick that found it stuck: after it there is no sign of life.
            assertThat(systemd.upTo("STATUS=stuck")).last().isEqualTo("STATUS=stuck");
            assertThat(systemd.within(Duration.ofSeconds(1))).isEmpty();

            alive.set(true);
            assertThat(systemd.next()).isEqualTo(FED);
        }
    }

    @Test
    void withoutAWatchdogOnlyTheStatusIsTold() throws IOException {
        try (Received systemd = Received.atPath(folder);
                Supervisor supervisor = supervisor(
                        Map.of("NOTIFY_SOCKET", systemd.name(), "WATCHDOG_USEC", "1000", "WATCHDOG_PID", "1"))) {
            supervisor.start();
            assertThat(systemd.next()).isEqualTo("STATUS=connecting");
            assertThat(systemd.within(Duration.ofMillis(300))).isEmpty();
        }
    }

    @Test
    void whereNobodyWatchesNothingIsSentAndNothingStarted() {
        try (Supervisor supervisor = supervisor(Map.of("WATCHDOG_USEC", "1000"))) {
            supervisor.start();
            supervisor.ready();
            supervisor.reloading();
            supervisor.stopping();
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("tidemark-supervisor");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"relative/path", "@", "vsock:2:1234", "/nowhere/at/all"})
    void aSocketThatCannotBeUsedStopsNothing(String name) {
        try (Supervisor supervisor = supervisor(Map.of("NOTIFY_SOCKET", name))) {
            supervisor.start();
            supervisor.ready();
            supervisor.stopping();
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "30000000, 7, PT30S",
                "30000000, -, PT30S",
                "30000000, 8, -",
                "-, 7, -",
                "0, 7, -",
                "-1, 7, -",
                "soon, 7, -",
                "9223372036854775807, 7, -"
            })
    void theWatchdogIsReadFromTheEnvironment(String microseconds, String pid, Duration expected) {
        Map<String, String> environment = new HashMap<>();
        environment.put("WATCHDOG_USEC", microseconds);
        environment.put("WATCHDOG_PID", pid);
        environment.values().removeAll(Collections.singleton(null));
        assertThat(Watchdog.timeout(environment, 7)).isEqualTo(expected);
    }

    @Test
    void aLongStatusIsOneMessage() throws IOException {
        status.set("x".repeat(2_000));
        try (Received systemd = Received.atPath(folder);
                Supervisor supervisor = supervisor(Map.of("NOTIFY_SOCKET", systemd.name()))) {
            supervisor.ready();
            assertThat(List.of(systemd.next().split("\n", -1))).containsExactly("READY=1", "STATUS=" + status.get());
        }
    }
}
