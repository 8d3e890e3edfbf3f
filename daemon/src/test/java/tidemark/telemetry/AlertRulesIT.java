package tidemark.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidemark.NotRun;

/** The alerts of {@code ops/prometheus}, by Prometheus' own tool, where it is installed. */
final class AlertRulesIT {

    private static final Path FOLDER = Path.of(System.getProperty("basedir", "."), "../ops/prometheus")
            .toAbsolutePath()
            .normalize();

    @BeforeAll
    static void needsPromtool() {
        boolean installed = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
        NotRun.unless(installed, "promtool is not installed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check rules alerts.yaml", "check config prometheus.yaml", "test rules alerts-test.yaml"})
    void promtoolIsContent(String arguments) throws Exception {
        Process process = new ProcessBuilder(("promtool " + arguments).split(" ", -1))
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }

    @Test
    void eachAlertIsSeenToFireAndNotToFire() throws IOException {
        String tests = Files.readString(FOLDER.resolve("alerts-test.yaml"));
        var names = Pattern.compile("- alert: (\\w+)").matcher(Files.readString(FOLDER.resolve("alerts.yaml")));
        while (names.find()) {
            assertThat(tests.split("alertname: " + names.group(1) + "\n", -1).length - 1)
                    .as("%s: at least one test that it fires, and one that it does not", names.group(1))
                    .isGreaterThanOrEqualTo(2);
        }
    }
}
