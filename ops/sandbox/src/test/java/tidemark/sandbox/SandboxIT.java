package tidemark.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void bothServersWorkAndKeepTheirDataOverAStop() throws Exception {
        try (Sandbox sandbox = Sandbox.start()) {
            try (Database database = sandbox.postgres().createDatabase()) {
                assertThat(Sql.value(database.jdbcUrl(), "SELECT 6 * 7")).isEqualTo("42");
            }
            ElasticsearchServer elasticsearch = sandbox.elasticsearch();
            index(elasticsearch.url(), "hello");
            elasticsearch.pause();
            assertThatThrownBy(() -> Rest.get(elasticsearch.url().resolve("/_cluster/health")))
                    .isInstanceOf(HttpTimeoutException.class);
            elasticsearch.resume();
            assertThat(found(elasticsearch.url(), "hello")).isTrue();
            elasticsearch.kill();
            elasticsearch.start();
            assertThat(found(elasticsearch.url(), "hello")).isTrue();
        }
    }

    @Test
    void nothingOutlivesAnOwnerKilledOrEndedAndTheNextStartFindsTheData(@TempDir Path folder) throws Exception {
        Owner owner = Owner.start(SandboxCommand.class, folder);
        Sql.execute(owner.postgres, "CREATE TABLE note AS SELECT 'kept' AS text");
        index(owner.elasticsearch, "kept");
        assertThat(inhabitants(folder)).isNotEmpty();

        owner.process.destroyForcibly().waitFor();
        assertThat(Await.until(PATIENCE, () -> inhabitants(folder).isEmpty())).isTrue();

        Owner next = Owner.start(SandboxCommand.class, folder);
        assertThat(Sql.value(next.postgres, "SELECT text FROM note")).isEqualTo("kept");
        assertThat(found(next.elasticsearch, "kept")).isTrue();

        next.process.getOutputStream().close();
        assertThat(next.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(next.process.exitValue()).isZero();
        assertThat(inhabitants(folder)).isEmpty();
        assertThat(folder.resolve("postgres/postmaster.pid")).doesNotExist();
    }

    @Test
    void orphansOfAnOwnerKilledTogetherWithItsGuardsAreEndedByTheNextStart(@TempDir Path folder) throws Exception {
        Owner owner = Owner.start(PostgresOwner.class, folder);
        Sql.execute(owner.postgres, "CREATE TABLE note AS SELECT 'kept' AS text");
        List<ProcessHandle> guards = owner.process
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("sh"))
                .toList();
        assertThat(guards).isNotEmpty();
        guards.forEach(ProcessHandle::destroyForcibly);
        owner.process.destroyForcibly().waitFor();
        assertThat(inhabitants(folder)).isNotEmpty();

        try (PostgresServer again = PostgresServer.start(postgresIn(folder))) {
            assertThat(Sql.value(again.jdbcUrl("postgres"), "SELECT text FROM note"))
                    .isEqualTo("kept");
        }
        assertThat(inhabitants(folder)).isEmpty();
    }

    private static PostgresOptions postgresIn(Path folder) {
        return PostgresOptions.defaults().withDataFolder(folder.resolve("postgres"));
    }

    private static void index(URI elasticsearch, String word) throws IOException, InterruptedException {
        Rest.send("PUT", elasticsearch.resolve("/note/_doc/1?refresh=true"), "{\"text\": \"" + word + "\"}");
    }

    private static boolean found(URI elasticsearch, String word) throws IOException, InterruptedException {
        return Rest.get(elasticsearch.resolve("/note/_search?q=" + word)).contains("\"value\":1,");
    }

    /** Processes that work somewhere below the folder. */
    private static List<Long> inhabitants(Path folder) {
        try (Stream<ProcessHandle> processes = ProcessHandle.allProcesses()) {
            return processes
                    .map(ProcessHandle::pid)
                    .filter(pid -> worksBelow(pid, folder))
                    .toList();
        }
    }

    private static boolean worksBelow(long pid, Path folder) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd"))
                    .startsWith(folder.toRealPath());
        } catch (IOException gone) {
            return false;
        }
    }

    /** An owner that needs no Elasticsearch. */
    static final class PostgresOwner {
        public static void main(String[] arguments) throws IOException {
            try (PostgresServer server = PostgresServer.start(postgresIn(Path.of(arguments[2])))) {
                String url = server.address().maintenanceUrl();
                System.out.printf("export %s='%s'%n", Servers.POSTGRES_VARIABLE, url);
                System.out.printf("export %s='none'%n", Servers.ELASTICSEARCH_VARIABLE);
                System.in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    /** An owner of servers in a JVM of its own. */
    private record Owner(Process process, String postgres, URI elasticsearch) {
        static Owner start(Class<?> main, Path folder) throws IOException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Dtidemark.sandbox.home=" + SandboxHome.get().path(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            main.getName(),
                            "--env",
                            "--data",
                            folder.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader printed = process.inputReader(StandardCharsets.UTF_8);
            String postgres = value(printed, Servers.POSTGRES_VARIABLE);
            return new Owner(process, postgres, URI.create(value(printed, Servers.ELASTICSEARCH_VARIABLE)));
        }

        private static String value(BufferedReader printed, String variable) throws IOException {
            String start = "export " + variable + "='";
            for (String line = printed.readLine(); line != null; line = printed.readLine()) {
                if (line.startsWith(start)) {
                    return line.substring(start.length(), line.length() - 1);
                }
            }
            throw new IOException("the command ended without " + variable);
        }
    }
}
