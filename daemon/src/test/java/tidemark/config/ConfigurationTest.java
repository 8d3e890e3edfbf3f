package tidemark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidemark.lifecycle.Backoff;

class ConfigurationTest {

    private static final String TYPES = "\ntypes: {track: {}}\n";

    private static Configuration read(String yaml, Map<String, String> environment, String... flags) {
        return new ConfigurationReader(Path.of("t.yaml"), environment).read(yaml + TYPES, List.of(flags));
    }

    private static Configuration read(String yaml) {
        return read(yaml, Map.of());
    }

    @Test
    void everyDefaultIsWhatThePlanSays() {
        Configuration configuration = read("");
        assertThat(configuration.name()).isEqualTo("tidemark");
        assertThat(configuration.postgres())
                .isEqualTo(new PostgresSettings(
                        "jdbc:postgresql://127.0.0.1:5432/postgres",
                        "tidemark",
                        null,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(90)));
        assertThat(configuration.elasticsearch())
                .isEqualTo(new ElasticsearchSettings(
                        List.of(URI.create("http://127.0.0.1:9200")),
                        null,
                        null,
                        null,
                        null,
                        null,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(60),
                        "tidemark-meta"));
        assertThat(configuration.index()).isEqualTo(new IndexSettings("", 1, 1, Duration.ofSeconds(1)));
        assertThat(configuration.capture())
                .isEqualTo(new CaptureSettings("tidemark", Duration.ofHours(24), 50_000_000, 10_000));
        assertThat(configuration.cycle())
                .isEqualTo(new CycleSettings(
                        Duration.ofSeconds(60),
                        Duration.ofMillis(25),
                        Runtime.getRuntime().availableProcessors(),
                        1000,
                        new ByteSize(5 * 1024 * 1024),
                        50_000,
                        Duration.ofMinutes(10),
                        100_000,
                        0.2,
                        1000,
                        new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10)),
                        new Backoff(Duration.ofSeconds(10), Duration.ofHours(1))));
        assertThat(configuration.jobs())
                .isEqualTo(new JobSettings(
                        1,
                        Runtime.getRuntime().availableProcessors(),
                        2_000,
                        1000,
                        3,
                        Duration.ofSeconds(30),
                        100,
                        Duration.ofSeconds(5),
                        0,
                        Duration.ZERO,
                        Duration.ZERO));
        assertThat(configuration.verify()).isEqualTo(new VerifySettings(Duration.ofHours(24), 500, true));
        assertThat(configuration.http()).isEqualTo(HttpSettings.open("127.0.0.1", 9402));
        assertThat(configuration.shutdown()).isEqualTo(new ShutdownSettings(Duration.ofSeconds(20)));
        assertThat(configuration.log()).isEqualTo(new LogSettings("text", "info"));
    }

    @Test
    void theLaterLayerWins() {
        String yaml = "cycle: {interval: 10s}";
        Map<String, String> environment = Map.of("TIDEMARK_CYCLE_INTERVAL", "20s");
        assertThat(read(yaml).cycle().interval()).hasSeconds(10);
        assertThat(read(yaml, environment).cycle().interval()).hasSeconds(20);
        assertThat(read(yaml, environment, "cycle.interval=30s").cycle().interval())
                .hasSeconds(30);
    }

    @Test
    void aValueThatIsOverriddenNeedsNoPlaceholderFilled() {
        assertThat(read("postgres: {password: '${NOT_SET}'}", Map.of("TIDEMARK_POSTGRES_PASSWORD", "p"))
                        .postgres()
                        .password())
                .isEqualTo(new Secret("p"));
    }

    @Test
    void placeholdersAreFilledInTheFileAndInFlagsButNotInTheEnvironment(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "s3cret\n");
        Map<String, String> environment =
                Map.of("PORT", "9999", "EMPTY", "", "TIDEMARK_ELASTICSEARCH_API_KEY", "${PORT}");
        Configuration configuration = read("""
                name: ${NAME:-fallback}
                http: {port: "${PORT}", host: "${EMPTY:-::1}"}
                postgres: {password: "${file:%s}"}
                """.formatted(secret), environment, "capture.schema=s_${PORT}");
        assertThat(configuration.name()).isEqualTo("fallback");
        assertThat(configuration.http()).isEqualTo(HttpSettings.open("::1", 9999));
        assertThat(configuration.postgres().password()).isEqualTo(new Secret("s3cret"));
        assertThat(configuration.capture().schema()).isEqualTo("s_9999");
        assertThat(configuration.elasticsearch().apiKey()).isEqualTo(new Secret("${PORT}"));
    }

    @Test
    void whatIsPutInIsNotLookedAtAgainAndADoubledDollarIsLiteral() {
        assertThat(read("postgres: {password: '$${A}${B}$'}", Map.of("B", "${A}"))
                        .postgres()
                        .password())
                .isEqualTo(new Secret("${A}${A}$"));
    }

    @Test
    void relativePathsStartAtTheFolderOfTheFile(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("ca.pem"), "pem");
        Files.writeString(folder.resolve("key"), "k");
        Path file = Files.writeString(
                folder.resolve("t.yaml"), "elasticsearch: {ca_file: ca.pem, api_key: '${file:key}'}" + TYPES);
        ElasticsearchSettings settings =
                Configuration.read(file, Map.of(), List.of()).elasticsearch();
        assertThat(settings.caFile()).isEqualTo(folder.resolve("ca.pem"));
        assertThat(settings.apiKey()).isEqualTo(new Secret("k"));
    }

    @Test
    void credentialsAreWhereSystemdPutsThemElseBesideTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("t.yaml"), "postgres: {password: '${credential:postgres-password}'}" + TYPES);
        Path own = Files.createDirectory(folder.resolve("credentials"));
        Path loaded = Files.createDirectory(folder.resolve("loaded"));
        Files.writeString(own.resolve("postgres-password"), "own\n");
        Files.writeString(loaded.resolve("postgres-password"), "loaded\n");
        Map<String, String> systemd = Map.of("CREDENTIALS_DIRECTORY", loaded.toString());
        assertThat(Configuration.read(file, Map.of(), List.of()).postgres().password())
                .isEqualTo(new Secret("own"));
        assertThat(Configuration.read(file, systemd, List.of()).postgres().password())
                .isEqualTo(new Secret("loaded"));
        Files.delete(loaded.resolve("postgres-password"));
        assertThatThrownBy(() -> Configuration.read(file, systemd, List.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("loaded/postgres-password");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../secret", "/etc/passwd", ".hidden", "a/b"})
    void aCredentialIsNoPath(String name) {
        assertThatThrownBy(() -> read("postgres: {password: '${credential:" + name + "}'}"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("expected the name of a credential");
    }

    @Test
    void severalServersAreAListOrTextWithCommas() {
        List<URI> both = List.of(URI.create("http://a:1"), URI.create("https://b/es"));
        assertThat(read("elasticsearch: {urls: ['http://a:1', 'https://b/es']}")
                        .elasticsearch()
                        .urls())
                .isEqualTo(both);
        assertThat(read("", Map.of("TIDEMARK_ELASTICSEARCH_URLS", "http://a:1, https://b/es"))
                        .elasticsearch()
                        .urls())
                .isEqualTo(both);
    }

    @Test
    void anEmptySectionIsAllDefaults() {
        assertThat(read("cycle:\nhttp: {}").cycle()).isEqualTo(read("").cycle());
    }

    @Test
    void theAddressOfADatabaseIsRewrittenForTheDriverAndItsCredentialsTakenOut() {
        assertThat(List.of(
                        "postgresql://h:1/db?sslmode=require",
                        "postgres://u:p%40%2B+@h/db",
                        "jdbc:postgresql://h1:1,h2:2/db?user=u&password=p%26&targetServerType=any",
                        "jdbc:postgresql:db",
                        "postgresql://u@/db"))
                .map(PostgresUrl::parse)
                .containsExactly(
                        new PostgresUrl("jdbc:postgresql://h:1/db?sslmode=require", null, null),
                        new PostgresUrl("jdbc:postgresql://h/db", "u", new Secret("p@++")),
                        new PostgresUrl("jdbc:postgresql://h1:1,h2:2/db?targetServerType=any", "u", new Secret("p&")),
                        new PostgresUrl("jdbc:postgresql:db", null, null),
                        new PostgresUrl("jdbc:postgresql:///db", "u", null));
    }

    @Test
    void noSecretIsEverPrinted() {
        Configuration configuration = read(
                "elasticsearch: {user: e, password: hidden1}",
                Map.of("TIDEMARK_POSTGRES_URL", "postgresql://u:hidden2@h/db"));
        assertThat(configuration.postgres().password()).isEqualTo(new Secret("hidden2"));
        assertThat(configuration.toString()).contains("***").doesNotContain("hidden");
        assertThatThrownBy(() -> read("postgres: {url: 'mysql://u:hidden@h/db'}"))
                .hasMessageNotContaining("hidden");
    }

    @Test
    void wordsAreTakenInAnyCase() {
        assertThat(read("", Map.of("TIDEMARK_LOG_LEVEL", "DEBUG")).log()).isEqualTo(new LogSettings("text", "debug"));
    }

    @Test
    void recordsMadeByHandAreHeldToTheSameBounds() {
        assertThatThrownBy(() -> HttpSettings.open("127.0.0.1", 70_000))
                .hasMessage("http.port: expected a whole number from 0 to 65535, got '70000'");
        assertThatThrownBy(() -> new ShutdownSettings(Duration.ZERO))
                .hasMessage("shutdown.grace: expected a duration from 100ms to 10m, got 'PT0S'");
    }

    @Test
    void aMissingFileIsAProblemLikeAnyOther() {
        assertThatThrownBy(() -> Configuration.read(Path.of("nowhere.yaml"), Map.of(), List.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "configuration: there is no configuration file nowhere.yaml\n    name another with --config");
    }
}
