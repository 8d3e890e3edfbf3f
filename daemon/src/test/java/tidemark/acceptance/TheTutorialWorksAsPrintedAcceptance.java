package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code daemon/docs/tutorial.md} and 'On your own database' of the README print is what a person can type: each {@code sh}
 * block is run, one after the other in one shell, on the music shop.
 */
final class TheTutorialWorksAsPrintedAcceptance {

    private static final Path REPOSITORY =
            Path.of(System.getProperty("basedir", "."), "..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("^```sh\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final String ONE_TYPE = "{name: readme, types: {track: {table: Track, embed: [Album.Artist]}}}";

    @TempDir
    Path folder;

    @Test
    void everyCommandOfTheTutorialAndOfTheReadmeEndsWell() throws Exception {
        Files.createSymbolicLink(folder.resolve("ops"), REPOSITORY.resolve("ops"));
        try (ChinookWorld chinook = ChinookWorld.load("as-printed")) {
            List<String> tutorial = blocks(Files.readString(REPOSITORY.resolve("daemon/docs/tutorial.md")));
            assertThat(tutorial).hasSizeGreaterThan(6);
            String said = run("tutorial", chinook, String.join("\n", tutorial), Map.of());
            assertThat(said)
                    .as("check, status, search and verify, in this order")
                    .containsSubsequence(
                            "shop.yaml: 10 document types",
                            "change log: not there yet",
                            "all is well",
                            "statements applied",
                            "online",
                            "all is well",
                            "\"CustomerId\"",
                            "\"ready\" : true",
                            "track: 3503 compared, 0 missing, 0 extra, 0 different",
                            "-- nothing is missing",
                            "statements applied");
            assertNothingStays(chinook);

            Files.writeString(folder.resolve("my.yaml"), ONE_TYPE);
            String address = chinook.world().database().bareJdbcUrl();
            String readme = run("readme", chinook, ofTheReadme(), Map.of("TIDEMARK_POSTGRES_URL", address));
            assertThat(readme)
                    .containsSubsequence(
                            "statements applied", "track completed", "track: 3503 compared, 0 missing", "\"jobs\"");
            assertNothingStays(chinook);
        } finally {
            Files.delete(folder.resolve("ops"));
        }
    }

    private static void assertNothingStays(ChinookWorld chinook) {
        assertThat(chinook.world().strings("SELECT nspname FROM pg_namespace WHERE nspname = 'tidemark'"))
                .isEmpty();
    }

    private static List<String> blocks(String markdown) {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(markdown);
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    /** The daemon runs until SIGTERM, so it goes to the background; and what takes everything away comes last. */
    private static String ofTheReadme() throws IOException {
        String readme = Files.readString(REPOSITORY.resolve("README.md"));
        int from = readme.indexOf("## On your own database");
        assertThat(from).isPositive();
        String section = readme.substring(from, readme.indexOf("\n## ", from + 1));
        List<String> lines = new ArrayList<>();
        List<String> last = new ArrayList<>();
        for (String line : String.join("\n", blocks(section)).lines().toList()) {
            if (line.startsWith("ops/bin/tidemark run")) {
                lines.add(line.replaceFirst("\\s+#.*", "") + " > tidemark.log 2>&1 & echo $! > tidemark.pid");
                lines.add("ops/bin/tidemark status --config my.yaml --wait");
            } else if (line.startsWith("ops/bin/tidemark uninstall")) {
                last.add(line);
            } else if (!line.startsWith("ops/bin/tidemark init --from-database")) {
                lines.add(line);
            }
        }
        assertThat(lines).anyMatch(line -> line.contains("verify")).anyMatch(line -> line.contains("jobs"));
        assertThat(last).hasSize(1);
        lines.add("kill $(cat tidemark.pid) && wait");
        lines.addAll(last);
        return String.join("\n", lines);
    }

    /** What the commands print, on standard output and standard error. */
    private String run(String name, ChinookWorld chinook, String commands, Map<String, String> more) throws Exception {
        World world = chinook.world();
        int port = freePort();
        URI elasticsearch = world.elasticsearch();
        // What is printed has the usual addresses; the servers of the tests have others.
        String script = """
                set -euo pipefail
                trap 'test ! -f tidemark.pid || kill -9 $(cat tidemark.pid) 2>/dev/null || true' EXIT
                curl() {
                  local all=("$@")
                  all=("${all[@]/localhost:9402/127.0.0.1:%d}")
                  all=("${all[@]/localhost:9200/%s:%d}")
                  command curl --fail-with-body "${all[@]}"
                }
                """.formatted(port, elasticsearch.getHost(), elasticsearch.getPort()) + commands;
        Path file = Files.writeString(folder.resolve(name + ".sh"), script);
        Path out = REPOSITORY.resolve("daemon/target/acceptance/" + name + ".out");
        Files.createDirectories(out.getParent());
        ProcessBuilder builder = new ProcessBuilder("bash", file.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(key -> key.startsWith("TIDEMARK_"));
        environment.putAll(more);
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("JAVA_OPTS", "-Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        environment.put("DATABASE_URL", world.database().bareJdbcUrl().replaceFirst("^jdbc:", ""));
        environment.put("TIDEMARK_POSTGRES_USER", world.database().user());
        if (!world.database().password().isEmpty()) {
            environment.put("TIDEMARK_POSTGRES_PASSWORD", world.database().password());
        }
        environment.put("TIDEMARK_ELASTICSEARCH_URLS", elasticsearch.toString());
        environment.put("TIDEMARK_INDEX_REPLICAS", "0");
        environment.put("TIDEMARK_HTTP_PORT", String.valueOf(port));
        Process process = builder.start();
        process.getOutputStream().close();
        try {
            assertThat(process.waitFor(8, TimeUnit.MINUTES))
                    .as("it ends; see %s", out)
                    .isTrue();
        } finally {
            Stream.concat(process.descendants(), Stream.of(process.toHandle())).forEach(ProcessHandle::destroyForcibly);
            forget(elasticsearch);
        }
        String said = Files.readString(out);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    /** As printed, indices have names without a prefix, and state has its usual place. */
    private static void forget(URI elasticsearch) {
        Http http = new Http(elasticsearch);
        for (String type : List.of(
                "album",
                "artist",
                "customer",
                "employee",
                "genre",
                "invoice",
                "invoice_line",
                "media_type",
                "playlist",
                "track")) {
            http.get("/_alias/" + type).body().fieldNames().forEachRemaining(index -> {
                if (index.startsWith(type + "-")) {
                    http.call("DELETE", "/" + index, "");
                }
            });
        }
        http.call("DELETE", "/tidemark-meta", "");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
