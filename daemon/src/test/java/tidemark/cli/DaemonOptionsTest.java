package tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DaemonOptionsTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 127.0.0.1",
        "::, [::1]",
        "0:0:0:0:0:0:0:0, [::1]",
        "::1, [::1]",
        "fe80::1, [fe80::1]",
        "10.0.0.1, 10.0.0.1",
        "indexer.example, indexer.example"
    })
    void whoListensEverywhereIsReachedThroughLoopback(String host, String reached) {
        assertThat(DaemonOptions.reachable(host)).isEqualTo(reached);
    }

    @Test
    void theAddressIsTheConfigurations() throws IOException {
        try (ScriptedDaemon daemon = new ScriptedDaemon().says("GET /_indexer/jobs", 200, JobJson.list())) {
            Typed typed = Typed.run(
                    new JobsVerb(), "--config", configuration("localhost", 1), "--set", "http.port=" + daemon.port());
            assertThat(typed).isEqualTo(new Typed(0, "no jobs" + System.lineSeparator(), ""));
        }
    }

    @Test
    void anAddressIsEnoughWithoutAConfiguration() throws IOException {
        try (ScriptedDaemon daemon = new ScriptedDaemon().says("GET /below/_indexer/jobs", 200, JobJson.list())) {
            Typed typed = Typed.run(
                    new JobsVerb(), "--config", folder.resolve("none").toString(), "--url", daemon.url() + "/below/");
            assertThat(typed.exitCode()).isZero();
        }
    }

    @Test
    void noConfigurationAndNoAddressIsToldAsSuch() {
        Typed typed =
                Typed.run(new JobsVerb(), "--config", folder.resolve("none").toString());
        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err()).contains("there is no configuration file");
    }

    @Test
    void anyFreePortCannotBeGuessed() throws IOException {
        Typed typed = Typed.run(new JobsVerb(), "--config", configuration("127.0.0.1", 0));
        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err()).contains("http.port is 0", "--url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:9402",
                "ftp://localhost",
                "http://",
                "http://a b",
                "http://me:secret@localhost",
                "http://localhost/?q",
                "http://localhost/#f",
                "http://under_score:9402"
            })
    void whatIsNoAddressIsToldAsSuchAndNotRepeated(String url) {
        Typed typed = Typed.run(new JobsVerb(), "--url", url);
        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err()).contains("--url: expected an address such as").doesNotContain("secret");
    }

    private String configuration(String host, int port) throws IOException {
        Path file = folder.resolve("tidemark.yaml");
        Files.writeString(file, """
                postgres: {url: "postgresql://localhost/music"}
                elasticsearch: {urls: ["http://localhost:9200"]}
                http: {host: "%s", port: %d}
                types:
                  album: {table: album}
                """.formatted(host, port));
        return file.toString();
    }
}
