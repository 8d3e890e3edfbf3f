package tidemark.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidemark.NotRun;
import tidemark.cli.ExitCodes;

/** The unit that ships, by systemd's own word. */
final class SystemdUnitIT {

    private static final Path UNIT =
            Path.of(System.getProperty("basedir", "."), "..", "ops", "systemd", "tidemark.service");
    private static final String START = "ExecStart=/usr/bin/tidemark ";

    @TempDir
    private Path folder;

    @BeforeEach
    void systemdIsThere() {
        boolean there = List.of("/usr/bin", "/bin", "/usr/sbin").stream()
                .anyMatch(bin -> Files.isExecutable(Path.of(bin, "systemd-analyze")));
        NotRun.unless(there, "systemd-analyze is not installed");
    }

    private record Said(int code, String words) {}

    private Said analyze(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("systemd-analyze"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Said(process.exitValue(), words);
    }

    /** Verification looks for the program too, which only the package installs. */
    private Path withAProgramThatIsHere() throws IOException {
        String text = Files.readString(UNIT);
        assertThat(text).contains(START);
        return Files.writeString(folder.resolve("tidemark.service"), text.replace(START, "ExecStart=/bin/true "));
    }

    @Test
    void systemdFindsNothingWrong() throws IOException, InterruptedException {
        assertThat(analyze(
                        List.of("verify", "--man=no", withAProgramThatIsHere().toString())))
                .isEqualTo(new Said(0, ""));
    }

    @Test
    void itsExposureIsAtMostOneAndAHalf() throws IOException, InterruptedException {
        Said said = analyze(List.of(
                "security",
                "--offline=yes",
                "--threshold=15",
                "--no-pager",
                withAProgramThatIsHere().toString()));
        assertThat(said.code()).as(said.words()).isZero();
    }

    @Test
    void whatAPersonMustMendIsNotStartedAgain() throws IOException {
        assertThat(Files.readAllLines(UNIT))
                .contains("Restart=on-failure")
                // 78 is the launcher's, without a Java.
                .contains("RestartPreventExitStatus=" + ExitCodes.CONFIGURATION + " " + ExitCodes.REFUSED + " 78");
    }
}
