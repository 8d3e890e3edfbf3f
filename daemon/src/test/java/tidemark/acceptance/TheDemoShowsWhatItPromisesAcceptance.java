package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code ops/demo --once}, as a newcomer runs it, but for the build that is going on already. */
class TheDemoShowsWhatItPromisesAcceptance {
    @Test
    void theFirstIndexAndOneChangeAreTrueAndItEndsByItself() throws Exception {
        Path script = Path.of("..", "ops", "demo").toAbsolutePath().normalize();
        Path output = Path.of("target", "demo.out");
        ProcessBuilder builder = new ProcessBuilder(script.toString(), "--once")
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
