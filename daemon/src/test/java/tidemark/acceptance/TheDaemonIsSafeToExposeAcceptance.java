package tidemark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidemark.access.Token;
import tidemark.elasticsearch.ConnectionSettings;
import tidemark.elasticsearch.Credentials;
import tidemark.elasticsearch.Elasticsearch;
import tidemark.lifecycle.Refusal;
import tidemark.lifecycle.Unavailable;
import tidemark.sandbox.Servers;
import tidemark.sandbox.chinook.ChinookEdits;
import tidemark.snapshot.Source;
import tidemark.tls.Authority;
import tidemark.tls.Trust;

/**
 * A daemon that everybody on the network reaches, between a PostgreSQL and an Elasticsearch that want TLS and to know who asks: who
 * may not does not, who floods it stops nothing, and none of its secrets is seen anywhere.
 */
final class TheDaemonIsSafeToExposeAcceptance {
    private static final String POSTGRES = "postgres-secret-7d1c";
    private static final String API_KEY = "elasticsearch-secret-4f0a==";
    private static final String READ = "reader-secret-91bb";
    private static final String OPERATE = "operator-secret-c3d2";
    private static final String EXPIRED = "expired-secret-55ea";
    private static final String WEBHOOK = "webhook-secret-08f7";
    private static final String HOOK_PATH = "hook-path-secret-a1b2";
    private static final String WRONG = "wrong-secret-ffff";
    private static final List<String> SECRETS =
            List.of(POSTGRES, API_KEY, READ, OPERATE, EXPIRED, WEBHOOK, HOOK_PATH, WRONG);

    @TempDir
    Path folder;

    private final Authority authority = Authority.named("drill");
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    @Test
    void whoMayNotDoesNotAndWhoFloodsStopsNothingAndNoSecretIsSeen() throws Exception {
        Authority.Issued own = authority.issue("CN=tidemark", "127.0.0.1").into(folder, "server");
        Authority clients = Authority.named("clients");
        clients.into(folder.resolve("clients.pem"));
        authority.into(folder.resolve("ca.pem"));
        Files.writeString(folder.resolve("tokens.yaml"), tokens());
        Files.writeString(folder.resolve("token"), OPERATE + "\n");
        URI elasticsearch = Servers.forTests().elasticsearch();
        try (EncryptedPostgres postgres = EncryptedPostgres.start(authority, POSTGRES);
                GuardedElasticsearch guarded = GuardedElasticsearch.before(
                        elasticsearch,
                        authority,
                        authority.issue("CN=elasticsearch", "127.0.0.1"),
                        Set.of("ApiKey " + API_KEY, "Basic " + base64("drill:" + API_KEY)));
                ChinookWorld chinook = ChinookWorld.load(
                        World.on(postgres.address(), elasticsearch, "safe-to-expose", configuration()))) {
            World world = chinook.world();
            settings(world, guarded);
            DaemonProcess daemon = chinook.indexed();
            URI url = URI.create("https://127.0.0.1:" + daemon.url().getPort());

            assertScopes(url, daemon);
            assertVerbs(world, url);
            assertFloodStopsNothing(chinook, url);
            assertCertificatesChange(url, own);
            assertFailuresAreToldAndShowNothing(world);
            assertServersAreToldApart(postgres, guarded, elasticsearch);

            seen.add(new String(
                    Files.readAllBytes(Path.of("/proc/" + daemon.pid() + "/cmdline")), StandardCharsets.UTF_8));
            assertThat(daemon.isAlive()).isTrue();
            assertNoSecretIsSeen(own);
        }
    }

    private static String tokens() {
        return """
                - {name: dashboard, sha256: %s, scope: read}
                - {name: deployer, sha256: %s, scope: operate}
                - {name: leaver, sha256: %s, scope: operate, expires: 2020-01-01}
                """.formatted(new Token(READ).hashText(), new Token(OPERATE).hashText(), new Token(EXPIRED).hashText());
    }

    /** With a follow-up that fails: its address is a secret too. */
    private static Path configuration() throws IOException {
        return World.config(Files.readString(ChinookWorld.EXAMPLE) + """

                followups:
                  hook: {kind: webhook, url: "http://127.0.0.1:1/%s?key=%s", secret: "%s"}
                """.formatted(HOOK_PATH, HOOK_PATH, WEBHOOK));
    }

    private void settings(World world, GuardedElasticsearch guarded) {
        world.set("TIDEMARK_POSTGRES_URL", encrypted(world.database().bareJdbcUrl(), "ca.pem"))
                .set("TIDEMARK_ELASTICSEARCH_URLS", guarded.url().toString())
                .set("TIDEMARK_ELASTICSEARCH_API_KEY", API_KEY)
                .set("TIDEMARK_ELASTICSEARCH_CA_FILE", path("ca.pem"))
                .set("TIDEMARK_HTTP_HOST", "0.0.0.0")
                .set("TIDEMARK_HTTP_TOKENS_FILE", path("tokens.yaml"))
                .set("TIDEMARK_HTTP_TLS_CERTIFICATE", path("server.pem"))
                .set("TIDEMARK_HTTP_TLS_KEY", path("server.key"))
                .set("TIDEMARK_HTTP_TLS_CLIENT_CA", path("clients.pem"))
                .set("TIDEMARK_CLIENT_CA_FILE", path("ca.pem"))
                .set("TIDEMARK_CLIENT_TOKEN", OPERATE)
                .set("TIDEMARK_LOG_LEVEL", "debug")
                .set("TIDEMARK_LOG_LEVEL_LIBRARIES", "debug");
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private String encrypted(String jdbcUrl, String authorityFile) {
        return jdbcUrl + "?sslmode=verify-full&sslrootcert=" + path(authorityFile);
    }

    private void assertScopes(URI url, DaemonProcess daemon) {
        String jobs = "/_indexer/jobs";
        String body = "{\"types\": [\"artist\"]}";
        for (String wrong : new String[] {null, WRONG, EXPIRED}) {
            assertThat(ask(url, "GET", "/_indexer", wrong, "").statusCode()).isEqualTo(401);
            assertThat(ask(url, "POST", jobs, wrong, body).statusCode()).isEqualTo(401);
        }
        HttpResponse<String> health = ask(url, "GET", "/_indexer/health", null, "");
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).contains("\"live\"", "\"ready\"").doesNotContain("postgres", "elasticsearch");
        assertThat(ask(url, "GET", "/_indexer/health", READ, "").body()).contains("elasticsearch");
        assertThat(ask(url, "GET", "/_indexer", READ, "").statusCode()).isEqualTo(200);
        assertThat(ask(url, "POST", jobs, READ, body).statusCode()).isEqualTo(403);
        assertThat(ask(url, "POST", jobs, OPERATE, body).statusCode()).isEqualTo(201);
        Drill.until(
                Drill.SOON,
                "the operations are logged",
                () -> Stream.of(
                                "event=operation who=deployer scope=operate method=POST path=\"/_indexer/jobs\" status=201 remote=127.0.0.1",
                                "event=denied reason=scope who=dashboard method=POST path=\"/_indexer/jobs\" status=403",
                                "event=denied reason=no_token who=nobody",
                                "event=denied reason=unknown_token",
                                "event=denied reason=expired")
                        .allMatch(daemon.log()::contains));
        Drill.until(
                Drill.SOON,
                "the follow-up fails and says so",
                () -> ask(url, "GET", "/_indexer/hook", READ, "").body().contains("cannot be reached"));
    }

    private void assertVerbs(World world, URI url) {
        assertThat(verb(
                        world,
                        0,
                        "jobs",
                        "--url",
                        url.toString(),
                        "--ca-file",
                        path("ca.pem"),
                        "--token-file",
                        path("token")))
                .contains("artist");
        String unknown = verb(world, 3, "jobs", "--url", url.toString(), "--ca-file", path("ca.pem"));
        assertThat(unknown).contains("this needs a token", "--token-file");
        assertThat(verb(world, 2, "jobs", "--url", url.toString(), "--token-file", path("token")))
                .contains("is not to be trusted: the certificate is signed by nobody who is trusted here", "--ca-file");
        assertThat(verb(world, 2, "check", "--set", "http.tokens_file=/nowhere/tokens"))
                .contains("http.tokens_file");
    }

    private String verb(World world, int exitCode, String... arguments) {
        DaemonProcess process = world.verb(arguments);
        String told = process.printed() + process.log();
        seen.add(told);
        assertThat(process.exitCode(Drill.SOON))
                .as("%s: %s", List.of(arguments), told)
                .isEqualTo(exitCode);
        return told;
    }

    /** Wrong, expired, oversized and slow clients, many of each at once, while everything else goes on. */
    private void assertFloodStopsNothing(ChinookWorld chinook, URI url) throws Exception {
        List<Socket> slow = new ArrayList<>();
        List<Background<Integer>> floods = new ArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        try {
            for (int i = 0; i < 60; i++) {
                slow.add(new Socket(InetAddress.getLoopbackAddress(), url.getPort()));
                slow.add(half(url, "GET /_indexer HTTP/1.1\r\nHost: "));
                slow.add(half(
                        url,
                        "POST /_indexer/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 100\r\nAuthorization: Bearer " + OPERATE + "\r\n\r\n{"));
            }
            for (String token : List.of(WRONG, EXPIRED, "x".repeat(9_000))) {
                floods.add(Background.of("flood", () -> flood(url, token, "{}", over)));
            }
            floods.add(Background.of("flood", () -> flood(url, OPERATE, "x".repeat(2 << 20), over)));
            Background<ChinookEdits.Report> edits = chinook.editMeanwhile(4, 200, Drill.seed(), Duration.ofMillis(200));
            long until =
                    System.nanoTime() + Duration.ofSeconds(Drill.size(6, 60)).toNanos();
            long longest = 0;
            int answered = 0;
            while (System.nanoTime() < until) {
                long began = System.nanoTime();
                assertThat(ask(url, "GET", "/_indexer", READ, "").statusCode()).isEqualTo(200);
                longest = Math.max(longest, System.nanoTime() - began);
                answered++;
            }
            edits.join(Drill.SOON);
            chinook.assertNoDifferences(Drill.SOON);
            over.set(true);
            int refused = 0;
            for (Background<Integer> flood : floods) {
                refused += flood.join(Drill.SOON);
            }
            Drill.figure("requests refused meanwhile", refused);
            Drill.figure("status answered meanwhile", answered);
            Drill.figure("slowest status, ms", longest / 1_000_000);
            assertThat(refused).isGreaterThan(20);
            assertThat(answered).isPositive();
            assertThat(longest).isLessThan(Duration.ofSeconds(10).toNanos());
        } finally {
            over.set(true);
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private SSLSocket half(URI url, String begun) throws IOException {
        SSLSocket socket = (SSLSocket) trusting().getSocketFactory().createSocket("127.0.0.1", url.getPort());
        socket.getOutputStream().write(begun.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return socket;
    }

    private int flood(URI url, String token, String body, AtomicBoolean over) {
        int refused = 0;
        while (!over.get()) {
            try {
                int status = ask(url, "POST", "/_indexer/jobs", token, body).statusCode();
                if (status < 400) {
                    throw new IllegalStateException("a wrong request was answered with " + status);
                }
            } catch (UncheckedIOException e) {
                // Who sends too much may be cut off before it reads why.
                assertThat(body.length()).isGreaterThan(1 << 20);
            }
            refused++;
        }
        return refused;
    }

    private void assertCertificatesChange(URI url, Authority.Issued before) {
        assertThat(shown(url)).isEqualTo(before.certificate());
        Authority.Issued next = authority.issue("CN=tidemark next", "127.0.0.1").into(folder, "server");
        Drill.until(
                Drill.SOON,
                "the new certificate is shown",
                () -> next.certificate().equals(shown(url)));
    }

    private Object shown(URI url) {
        try (SSLSocket socket = half(url, "")) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertFailuresAreToldAndShowNothing(World world) {
        world.set("TIDEMARK_POSTGRES_PASSWORD", WRONG);
        assertThat(verb(world, 3, "check")).contains("password authentication failed", "postgres.password");
        world.set("TIDEMARK_POSTGRES_PASSWORD", POSTGRES);
        String away = world.database().bareJdbcUrl().replaceFirst(":\\d+/", ":1/");
        assertThat(verb(world, 4, "check", "--set", "postgres.url=" + away + "?sslpassword=" + HOOK_PATH))
                .contains("a server is away: connecting to");
        Authority.named("drill").into(folder.resolve("other.pem"));
        world.set("TIDEMARK_POSTGRES_URL", encrypted(world.database().bareJdbcUrl(), "other.pem"));
        assertThat(verb(world, 4, "check")).contains("sslrootcert");
        world.set("TIDEMARK_POSTGRES_URL", encrypted(world.database().bareJdbcUrl(), "ca.pem"))
                .set("TIDEMARK_ELASTICSEARCH_API_KEY", WRONG);
        assertThat(verb(world, 3, "verify")).contains("Elasticsearch does not let the daemon", "credentials");
        world.set("TIDEMARK_ELASTICSEARCH_API_KEY", API_KEY);
    }

    /** In this process: the same classes, and each case in milliseconds. */
    private void assertServersAreToldApart(EncryptedPostgres postgres, GuardedElasticsearch guarded, URI real) {
        String jdbc = postgres.address().bareJdbcUrl("postgres");
        assertThat(connecting(encrypted(jdbc, "ca.pem"))).isEqualTo("connected");
        assertThat(connecting(encrypted(jdbc, "other.pem"))).contains("signed by nobody who is trusted here");
        assertThat(connecting(encrypted(jdbc.replace("127.0.0.1", "localhost"), "ca.pem")))
                .contains("the certificate is for another host");
        assertThat(connecting(jdbc + "?sslmode=disable")).contains("no encryption", "sslmode");
        assertThat(connecting(encrypted(jdbc, "none.pem"))).contains("none.pem");
        postgres.shows(authority.expired("CN=postgres", "127.0.0.1"));
        Drill.until(
                Drill.SOON,
                "an expired certificate is told",
                () -> connecting(encrypted(jdbc, "ca.pem")).contains("the certificate has expired"));

        Credentials key = Credentials.apiKey(API_KEY);
        String fingerprint = authority.fingerprint();
        assertThat(asking(guarded.url(), key, "ca.pem", null)).isEqualTo("200");
        assertThat(asking(guarded.url(), Credentials.basic("drill", API_KEY), "ca.pem", null))
                .isEqualTo("200");
        assertThat(asking(guarded.url(), key, null, fingerprint)).isEqualTo("200");
        assertThat(asking(guarded.url(), key, null, "ab".repeat(32))).contains("other fingerprints", fingerprint);
        assertThat(asking(guarded.url(), key, "other.pem", null)).contains("signed by nobody who is trusted here");
        assertThat(asking(guarded.url(), key, null, null)).contains("signed by nobody who is trusted here");
        assertThat(asking(guarded.urlByName(), key, "ca.pem", null)).contains("the certificate is for another host");
        assertThat(asking(guarded.urlByName(), key, null, fingerprint)).contains("the certificate is for another host");
        assertThat(asking(guarded.url(), Credentials.apiKey(WRONG), "ca.pem", null))
                .isEqualTo("401");
        assertThat(asking(URI.create(real.toString().replace("http:", "https:")), key, "ca.pem", null))
                .contains("does not speak TLS");
        try (GuardedElasticsearch old = GuardedElasticsearch.before(
                real, authority, authority.expired("CN=elasticsearch", "127.0.0.1"), Set.of("ApiKey " + API_KEY))) {
            assertThat(asking(old.url(), key, "ca.pem", null)).contains("the certificate has expired");
            assertThat(asking(old.url(), key, null, fingerprint)).contains("the certificate has expired");
        }
    }

    private String connecting(String url) {
        try (Connection connection = Source.of(url, "postgres", POSTGRES).open()) {
            return connection.isClosed() ? "closed" : "connected";
        } catch (Refusal e) {
            return told(e) + e.hint();
        } catch (Unavailable | SQLException e) {
            return told(e);
        }
    }

    private String asking(URI url, Credentials credentials, @Nullable String caFile, @Nullable String fingerprint) {
        try (Elasticsearch elasticsearch = Elasticsearch.open(new ConnectionSettings(
                List.of(url),
                credentials,
                caFile == null ? null : folder.resolve(caFile),
                fingerprint,
                Duration.ofSeconds(20),
                Duration.ofSeconds(20)))) {
            return String.valueOf(
                    elasticsearch.call("GET", "/_cluster/health", null).status());
        } catch (Unavailable e) {
            return told(e);
        }
    }

    /** Message and causes, as a log would show them. */
    private String told(Exception failure) {
        java.io.StringWriter text = new java.io.StringWriter();
        failure.printStackTrace(new java.io.PrintWriter(text, true));
        seen.add(text.toString());
        return failure.getMessage();
    }

    private SSLContext trusting() {
        return Trust.context(Trust.in(List.of(authority.certificate())), null);
    }

    private final Map<Thread, HttpClient> askers = java.util.Collections.synchronizedMap(new java.util.HashMap<>());

    private HttpResponse<String> ask(URI url, String method, String path, @Nullable String token, String body) {
        HttpClient client = askers.computeIfAbsent(
                Thread.currentThread(),
                any -> HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(trusting())
                        .build());
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            seen.add(response.body() + response.headers().map());
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void assertNoSecretIsSeen(Authority.Issued own) throws IOException {
        List<String> secrets = new ArrayList<>(SECRETS);
        secrets.add(own.key().lines().skip(1).findFirst().orElseThrow());
        secrets.add(base64("drill:" + API_KEY));
        Map<String, String> texts = new TreeMap<>();
        int number = 0;
        for (String text : seen) {
            texts.put("answer " + number++, text);
        }
        try (Stream<Path> logs = Files.list(Path.of(System.getProperty("basedir", "."), "target", "acceptance"))) {
            for (Path log : logs.filter(file -> file.toString().contains("safe-to-expose"))
                    .toList()) {
                texts.put(log.toString(), Files.readString(log));
            }
        }
        assertThat(texts).hasSizeGreaterThan(20);
        texts.forEach((where, text) ->
                assertThat(secrets.stream().filter(text::contains)).as(where).isEmpty());
    }

    private static String base64(String text) {
        return java.util.Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
