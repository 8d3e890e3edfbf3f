package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code ops/demo --once}, as a newcomer runs it, but for the build that is going on already. */
class TheDemoShowsWhatItPromisesAcceptance {
    @Test
    void theFirstIndexAndOneChangeAreTrueAndItEndsByItself() throws Exception {
        assertTrue("--once");
    }

    @Test
    void soAreThoseOfAnObjectStore() throws Exception {
        assertTrue("--objects", "--once");
    }

    private static void assertTrue(String... options) throws Exception {
        Path script = Path.of("..", "ops", "demo").toAbsolutePath().normalize();
        Path output = Path.of("target", "demo.out");
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(script.toString()), Stream.of(options))
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("DEMO_BUILD", "no");
        Process demo = builder.start();
        demo.getOutputStream().close();
        try {
            assertThat(demo.waitFor(15, TimeUnit.MINUTES)).isTrue();
        } finally {
            demo.destroy();
        }
        String said = Files.readString(output);
        assertThat(demo.exitValue()).as(said).isZero();
        assertThat(said.lines().filter(line -> line.startsWith("Checker: 0 differences")))
                .as(said)
                .hasSize(2);
    }
}
