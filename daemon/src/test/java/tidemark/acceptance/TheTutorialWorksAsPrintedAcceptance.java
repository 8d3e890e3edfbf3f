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
 * block is run, one after the other in one shell, on the music shop. What the README begins with is true of it too.
 */
final class TheTutorialWorksAsPrintedAcceptance {

    private static final Path REPOSITORY =
            Path.of(System.getProperty("basedir", "."), "..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("^```sh\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void everyCommandOfTheTutorialAndOfTheReadmeEndsWell() throws Exception {
        Files.createSymbolicLink(folder.resolve("ops"), REPOSITORY.resolve("ops"));
        try (ChinookWorld chinook = ChinookWorld.load("as-printed")) {
            List<String> tutorial = blocks(Files.readString(REPOSITORY.resolve("daemon/docs/tutorial.md")));
            assertThat(tutorial).hasSizeGreaterThan(6);
            String said = run("tutorial", chinook, String.join("\n", tutorial));
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

            String readme = run("readme", chinook, ofTheReadme());
            assertThat(readme)
                    .containsSubsequence(
                            "my.yaml: 10 document types",
                            "statements applied",
                            "track completed",
                            "track: 3503 compared, 0 missing",
                            "\"jobs\"");
            assertNothingStays(chinook);
        } finally {
            Files.delete(folder.resolve("ops"));
        }
    }

    /** The configuration, the statement, the question and the answer with which the README begins. */
    @Test
    void whatTheReadmeBeginsWithIsTrue() throws Exception {
        String readme = Files.readString(REPOSITORY.resolve("README.md"));
        String begins = readme.substring(0, readme.indexOf("## The promise"));
        try (ChinookWorld chinook = ChinookWorld.load(World.of("readme-begins", World.config(block("yaml", begins))))) {
            World world = chinook.world();
            world.init();
            Http daemon = new Http(world.run().url());
            world.awaitFilled(List.of("track"), Drill.SOON);
            world.commit(block("sql", begins));
            daemon.get("/_indexer/wait").orThrow();
            Matcher asked = Pattern.compile("curl -s 'localhost:9200/(.*)'").matcher(block("sh", begins));
            assertThat(asked.find()).isTrue();
            Http elasticsearch = new Http(world.elasticsearch());
            assertThat(elasticsearch.get("/" + world.prefix() + asked.group(1)).body())
                    .isEqualTo(Http.JSON.readTree(block("json", begins)));
            assertThat(begins).contains("each of the eighteen tracks that show this artist");
            assertThat(elasticsearch
                            .call(
                                    "POST",
                                    "/" + world.prefix() + "track/_count",
                                    "{\"query\": {\"term\": {\"Album.Artist.Name.keyword\": \"AC/DC (live)\"}}}")
                            .orThrow()
                            .body()
                            .path("count")
                            .asInt())
                    .isEqualTo(18);
        }
    }

    private static String block(String language, String markdown) {
        Matcher matcher = Pattern.compile("^```" + language + "\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(markdown);
        assertThat(matcher.find()).as("a block of %s", language).isTrue();
        return matcher.group(1);
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
            } else {
                lines.add(line.replace("postgresql://127.0.0.1:5432/mydb", "\"$DATABASE_URL\""));
            }
        }
        assertThat(lines)
                .anyMatch(line -> line.contains("init --from-database --postgres-url \"$DATABASE_URL\""))
                .anyMatch(line -> line.contains("verify"))
                .anyMatch(line -> line.contains("jobs"));
        assertThat(last).hasSize(1);
        lines.add("kill $(cat tidemark.pid) && wait");
        lines.addAll(last);
        return String.join("\n", lines);
    }

    /** What the commands print, on standard output and standard error. */
    private String run(String name, ChinookWorld chinook, String commands) throws Exception {
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
