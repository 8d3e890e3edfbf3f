package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code ops/demo}, with and without options. */
class TheDemoShowsWhatItPromisesAcceptance {
    @Test
    void theFirstIndexAndOneChangeAreTrueAndItEndsByItself() throws Exception {
        assertTrue("--once");
    }

    @Test
    void soAreThoseOfAnObjectStore() throws Exception {
        assertTrue("--objects", "--once");
    }

    @Test
    void withoutOptionsItGoesOnUntilCtrlCAndLeavesNothingRunning() throws Exception {
        Path output = Path.of("target", "demo-endless.out");
        Process demo = demo(output);
        try {
            Drill.until(
                    Duration.ofMinutes(15),
                    "it edits after its hints; see " + output,
                    () -> edits(read(output)) || !demo.isAlive());
            List<ProcessHandle> all = demo.descendants().toList();
            assertThat(all).as(read(output)).isNotEmpty();
            assertThat(checked(read(output))).as("the first index is true").isPositive();
            assertThat(new ProcessBuilder("kill", "-INT", Long.toString(demo.pid()))
                            .start()
                            .waitFor())
                    .isZero();
            assertThat(demo.waitFor(3, TimeUnit.MINUTES)).isTrue();
            assertThat(demo.exitValue()).as(read(output)).isZero();
            assertThat(read(output)).contains("Stopping the daemon, then the servers");
            Drill.until(Drill.SOON, "nothing of it runs", () -> all.stream().noneMatch(ProcessHandle::isAlive));
        } finally {
            demo.destroy();
        }
    }

    private static boolean edits(String said) {
        int hints = said.indexOf("Ctrl-C stops everything. Meanwhile");
        int end = said.indexOf("\n\n", hints);
        return hints >= 0 && end >= 0 && !said.substring(end).isBlank();
    }

    private static long checked(String said) {
        return said.lines()
                .filter(line -> line.startsWith("Checker: 0 differences"))
                .count();
    }

    private static String read(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException("what the demo says cannot be read", e);
        }
    }

    /** As a newcomer starts it, but for the build that is going on already. */
    private static Process demo(Path output, String... options) throws IOException {
        Path script = Path.of("..", "ops", "demo").toAbsolutePath().normalize();
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(script.toString()), Stream.of(options))
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("DEMO_BUILD", "no");
        Process demo = builder.start();
        demo.getOutputStream().close();
        return demo;
    }

    private static void assertTrue(String... options) throws Exception {
        Path output = Path.of("target", "demo.out");
        Process demo = demo(output, options);
        try {
            assertThat(demo.waitFor(15, TimeUnit.MINUTES)).isTrue();
        } finally {
            demo.destroy();
        }
        String said = read(output);
        assertThat(demo.exitValue()).as(said).isZero();
        assertThat(checked(said)).as(said).isEqualTo(2);
    }
}
