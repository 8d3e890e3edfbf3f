package tidemark.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidemark.access.Token;
import tidemark.config.TokensFile;
import tidemark.lifecycle.Refusal;
import tidemark.lifecycle.SchemaChanged;
import tidemark.tls.Authority;
import tidemark.tls.Identity;
import tidemark.tls.Trust;

/** The server with tokens, certificates and all its limits, without a daemon behind it. */
final class StatusServerIT {

    private static final String READ = "reads-and-no-more";
    private static final String OPERATE = "operates";
    private static final String EXPIRED = "was-good-once";

    @TempDir
    Path folder;

    private final Authority authority = Authority.named("servers");
    private final Authority clients = Authority.named("clients");
    private final Map<String, Integer> denied = new ConcurrentHashMap<>();
    private final CountDownLatch held = new CountDownLatch(1);
    private StatusServer server;

    /** Calls of each kind; one that holds its worker until the test is over. */
    private final class Calls extends Resource {
        @Override
        void addTo(Router router) {
            router.get("/look", exchange -> Answer.ok(JsonNodeFactory.instance.objectNode()));
            router.post("/change", (exchange, body) -> Answer.ok(body));
            router.search(
                    "/search",
                    (exchange, body) -> java.util.concurrent.CompletableFuture.completedStage(Answer.ok(body)));
            router.delete("/change", exchange -> Answer.ok(JsonNodeFactory.instance.objectNode()));
            router.open("/open", exchange -> Answer.ok(JsonNodeFactory.instance.objectNode()));
            router.get(
                    "/named/{kind}/{id}/part",
                    exchange -> Answer.ok(JsonNodeFactory.instance
                            .objectNode()
                            .put("kind", Parameters.ofPath(exchange, "kind"))
                            .put("id", Parameters.ofPath(exchange, "id"))));
            router.get("/refused", exchange -> {
                throw new Refusal("no grant on Track", "GRANT SELECT");
            });
            router.get("/changed", exchange -> {
                throw new SchemaChanged("no column Name", new IOException("42703"));
            });
            router.get("/held", exchange -> {
                try {
                    held.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return Answer.ok(JsonNodeFactory.instance.objectNode());
            });
        }
    }

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("tokens.yaml"), grants());
        authority.issue("CN=server", "127.0.0.1").into(folder, "server");
        clients.into(folder.resolve("clients.pem"));
        server = server(new Endpoint.Tls(
                folder.resolve("server.pem"), folder.resolve("server.key"), folder.resolve("clients.pem"), false));
        server.start();
    }

    private StatusServer server(Endpoint.@Nullable Tls tls) {
        return new StatusServer(
                new Endpoint(
                        "127.0.0.1",
                        0,
                        Set.of("indexer.example.org"),
                        new Endpoint.Tokens(folder.resolve("tokens.yaml"), TokensFile::read),
                        tls),
                List.of(new Calls()),
                reason -> denied.merge(reason, 1, Integer::sum));
    }

    private static String grants() {
        return """
                - {name: reader, sha256: %s, scope: read}
                - {name: operator, sha256: %s, scope: operate}
                - {name: guest, sha256: %s, scope: operate, expires: 2020-01-01}
                - {name: robot, subject: "CN=robot", scope: operate}
                """.formatted(hash(READ), hash(OPERATE), hash(EXPIRED));
    }

    private static String hash(String token) {
        return new Token(token).hashText();
    }

    @ParameterizedTest
    @CsvSource({
        "a%2Fb, a/b",
        "a%5Cb, 'a\\b'",
        "a%252Fb, a%2Fb",
        "%5B%22a%5C%22b%22%2C%222%22%5D, '[\"a\\\"b\",\"2\"]'",
        "a+b%20c, a+b c",
        "%3Bx, ;x",
        "%C3%BC, \u00fc"
    })
    void partsOfThePathAreWhatWasMeant(String sent, String meant) throws Exception {
        HttpResponse<String> answer = ask("GET", "/named/t%2F/" + sent + "/part", READ);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        ObjectNode body = Json.object(answer.body().getBytes(StandardCharsets.UTF_8));
        assertThat(body.path("id").asText()).isEqualTo(meant);
        assertThat(body.path("kind").asText()).isEqualTo("t/");
    }

    @Test
    void bodiesBeyondTheParsersLimitsAreRefused() throws Exception {
        for (String body : List.of(
                "{\"a\": " + "[".repeat(300) + "]".repeat(300) + "}", "{\"size\": " + "1".repeat(2_000) + "}")) {
            HttpResponse<String> refused = client(null)
                    .send(
                            HttpRequest.newBuilder(url("/search"))
                                    .header("Authorization", "Bearer " + READ)
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        }
    }

    @Test
    void whatAPersonCanMendIsNoBug() throws Exception {
        HttpResponse<String> refused = ask("GET", "/refused", READ);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("no grant on Track", "GRANT SELECT");
        HttpResponse<String> changed = ask("GET", "/changed", READ);
        assertThat(changed.statusCode()).isEqualTo(503);
        assertThat(changed.body()).contains("no column Name", "tidemark check");
    }

    @AfterEach
    void stop() {
        held.countDown();
        server.close();
    }

    private URI url(String path) {
        return URI.create("https://127.0.0.1:" + server.address().getPort() + path);
    }

    private SSLContext trusting(@Nullable Identity identity) {
        return Trust.context(Trust.in(List.of(authority.certificate())), identity);
    }

    private HttpClient client(@Nullable Identity identity) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trusting(identity))
                .build();
    }

    private HttpResponse<String> ask(String method, String path, @Nullable String token, String... headers)
            throws Exception {
        return ask(client(null), method, path, token, headers);
    }

    private HttpResponse<String> ask(
            HttpClient client, String method, String path, @Nullable String token, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url(path))
                .timeout(Duration.ofSeconds(30))
                .method(
                        method,
                        method.equals("POST")
                                ? HttpRequest.BodyPublishers.ofString("{}")
                                : HttpRequest.BodyPublishers.noBody());
        if (method.equals("POST")) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void eachTokenMayWhatItsScopeSays() throws Exception {
        record Expected(@Nullable String token, int look, int search, int change) {}
        for (Expected expected : List.of(
                new Expected(null, 401, 401, 401),
                new Expected("unknown", 401, 401, 401),
                new Expected(EXPIRED, 401, 401, 401),
                new Expected("x".repeat(5_000), 401, 401, 401),
                new Expected(READ, 200, 200, 403),
                new Expected(OPERATE, 200, 200, 200))) {
            String token = expected.token();
            assertThat(ask("GET", "/look", token).statusCode()).isEqualTo(expected.look());
            assertThat(ask("HEAD", "/look", token).statusCode()).isEqualTo(expected.look());
            assertThat(ask("POST", "/search", token).statusCode()).isEqualTo(expected.search());
            assertThat(ask("POST", "/change", token).statusCode()).isEqualTo(expected.change());
            assertThat(ask("DELETE", "/change", token).statusCode()).isEqualTo(expected.change());
            assertThat(ask("GET", "/open", token).statusCode()).isEqualTo(200);
        }
        assertThat(denied).containsKeys("no_token", "unknown_token", "expired", "scope");
    }

    @Test
    void whoIsNotLetInLearnsHowAndNotWhatThereIs() throws Exception {
        HttpResponse<String> none = ask("GET", "/look", null);
        assertThat(none.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"tidemark\"");
        assertThat(ask("GET", "/look", "x").headers().firstValue("WWW-Authenticate"))
                .contains("Bearer realm=\"tidemark\", error=\"invalid_token\"");
        assertThat(ask("GET", "/nowhere", null).statusCode()).isEqualTo(401);
        assertThat(ask("DELETE", "/look", null).statusCode()).isEqualTo(401);
        assertThat(ask("GET", "/nowhere", READ).statusCode()).isEqualTo(404);
        assertThat(ask("DELETE", "/look", READ).statusCode()).isEqualTo(405);
        assertThat(ask("GET", "/look", null, "Authorization", "Basic b3BlcmF0ZXM6")
                        .statusCode())
                .isEqualTo(401);
        assertThat(none.body()).contains("\"unauthorized\"").doesNotContain("/change");
    }

    @Test
    void aClientCertificateCountsByItsSubjectWhileItsAuthorityIsTrusted() throws Exception {
        HttpClient robot = client(identity(clients.issue("CN=robot")));
        HttpClient stranger = client(identity(clients.issue("CN=stranger")));
        assertThat(ask(robot, "POST", "/change", null).statusCode()).isEqualTo(200);
        assertThat(ask(stranger, "GET", "/look", null).statusCode()).isEqualTo(401);
        assertThat(ask(robot, "GET", "/look", "unknown").statusCode())
                .as("a token that is shown counts alone")
                .isEqualTo(401);
        assertThatThrownBy(
                        () -> ask(client(identity(Authority.named("clients").issue("CN=robot"))), "GET", "/look", null))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ask(client(identity(clients.expired("CN=robot"))), "GET", "/look", null))
                .isInstanceOf(IOException.class);

        Authority.named("others").into(folder.resolve("clients.pem"));
        assertThat(server.reload()).isTrue();
        assertThat(ask(robot, "GET", "/look", null).statusCode())
                .as("the connection is open, its authority is trusted no longer")
                .isEqualTo(401);
    }

    @Test
    void whoMustShowACertificateAndDoesNotIsTurnedAwayAtTheHandshake() throws Exception {
        server.close();
        server = server(new Endpoint.Tls(
                folder.resolve("server.pem"), folder.resolve("server.key"), folder.resolve("clients.pem"), true));
        server.start();
        assertThatThrownBy(() -> ask("GET", "/open", OPERATE)).isInstanceOf(IOException.class);
        assertThat(ask(client(identity(clients.issue("CN=robot"))), "GET", "/open", null)
                        .statusCode())
                .isEqualTo(200);
    }

    private static Identity identity(Authority.Issued issued) throws Exception {
        return Identity.of(issued.pem(), issued.key());
    }

    @Test
    void certificatesAndTokensChangeUnderOpenConnectionsAndBadOnesChangeNothing() throws Exception {
        HttpClient open = client(null);
        assertThat(ask(open, "GET", "/look", READ).statusCode()).isEqualTo(200);
        X509Certificate first = shown();

        Files.writeString(folder.resolve("server.pem"), "no certificate");
        Files.writeString(folder.resolve("tokens.yaml"), grants() + "- {name: wrong}\n");
        assertThat(server.reload()).isFalse();
        assertThat(shown()).isEqualTo(first);
        assertThat(ask(open, "GET", "/look", READ).statusCode()).isEqualTo(200);

        Authority.Issued next = authority.issue("CN=next", "127.0.0.1").into(folder, "server");
        Files.writeString(
                folder.resolve("tokens.yaml"), "- {name: new, sha256: " + hash("new-token") + ", scope: read}\n");
        Awaitility.await("the files are noticed")
                .atMost(Duration.ofSeconds(30))
                .until(() -> shown().equals(next.certificate())
                        && ask(open, "GET", "/look", READ).statusCode() == 401);
        assertThat(ask(open, "GET", "/look", "new-token").statusCode()).isEqualTo(200);
    }

    private X509Certificate shown() throws IOException {
        try (SSLSocket socket = (SSLSocket) trusting(null)
                .getSocketFactory()
                .createSocket("127.0.0.1", server.address().getPort())) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void onlyTls12AndNewerIsSpoken() throws Exception {
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            try (SSLSocket socket = socket()) {
                socket.setEnabledProtocols(new String[] {protocol});
                socket.startHandshake();
                assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
            }
        }
        // A hello of TLS 1.0, by hand: Java itself would not send one. The answer is an alert (21).
        byte[] hello =
                java.util.HexFormat.of().parseHex("160301002f0100002b0301" + "00".repeat(32) + "000004c013002f0100");
        try (Socket plain =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            plain.setSoTimeout(30_000);
            plain.getOutputStream().write(hello);
            assertThat(plain.getInputStream().read()).isIn(21, -1);
        }
    }

    private SSLSocket socket() throws IOException {
        SSLSocket socket = (SSLSocket) trusting(null)
                .getSocketFactory()
                .createSocket("127.0.0.1", server.address().getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    /** As it is, byte by byte: Java's own client would mend it. */
    private int raw(String request) throws IOException {
        try (SSLSocket socket = socket()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return status(socket.getInputStream());
        } catch (java.net.SocketException | javax.net.ssl.SSLException e) {
            // Closed while it was still sending.
            return 0;
        }
    }

    /** 0 if the connection was closed without an answer. */
    private static int status(InputStream in) throws IOException {
        try {
            byte[] line = in.readNBytes(12);
            return line.length < 12 ? 0 : Integer.parseInt(new String(line, StandardCharsets.ISO_8859_1).substring(9));
        } catch (java.net.SocketException | javax.net.ssl.SSLException e) {
            return 0;
        }
    }

    private static String get(String path, String... headers) {
        return "GET " + path + " HTTP/1.1\r\nAuthorization: Bearer " + READ + "\r\n"
                + (headers.length == 0 ? "Host: 127.0.0.1\r\n" : String.join("", headers)) + "\r\n";
    }

    @Test
    void aForeignHostIsRefusedAndAConfiguredOneIsNot() throws Exception {
        assertThat(raw(get("/look", "Host: indexer.example.org\r\n"))).isEqualTo(200);
        assertThat(raw(get("/look", "Host: evil.example\r\n"))).isEqualTo(403);
        assertThat(raw(get("/open", "Host: evil.example\r\n"))).isEqualTo(403);
        assertThat(raw(get("/look", "Host: 127.0.0.1\r\n", "Host: evil.example\r\n")))
                .isIn(400, 403);
        assertThat(raw(get("/look", "X: y\r\n"))).as("HTTP/1.1 needs one").isIn(400, 0);
        assertThat(denied).containsKey("host");
    }

    @Test
    void aPageOfAnotherSiteChangesNothing() throws Exception {
        String own = "https://127.0.0.1:" + server.address().getPort();
        assertThat(ask("POST", "/change", OPERATE, "Origin", own).statusCode()).isEqualTo(200);
        assertThat(ask("POST", "/change", OPERATE, "Origin", own, "Sec-Fetch-Site", "same-origin")
                        .statusCode())
                .isEqualTo(200);
        for (String origin : List.of("https://evil.example", "null", own.replace("https", "http"), own + "0")) {
            assertThat(ask("POST", "/change", OPERATE, "Origin", origin).statusCode())
                    .as(origin)
                    .isEqualTo(403);
            assertThat(ask("DELETE", "/change", OPERATE, "Origin", origin).statusCode())
                    .isEqualTo(403);
        }
        for (String site : List.of("cross-site", "same-site")) {
            assertThat(ask("POST", "/change", OPERATE, "Sec-Fetch-Site", site).statusCode())
                    .isEqualTo(403);
        }
        assertThat(ask("GET", "/look", READ, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors")
                        .statusCode())
                .isEqualTo(403);
        assertThat(ask("GET", "/look", READ, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatIsTooMuchIsRefusedAndOtherMethodsAreForNothing() throws Exception {
        assertThat(raw("TRACE /look HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")).isEqualTo(405);
        assertThat(raw("OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")).isEqualTo(405);
        assertThat(raw(get("/look?" + "x".repeat(5_000)))).isEqualTo(414);
        assertThat(raw(get("/look", "Host: 127.0.0.1\r\n", "X: " + "y".repeat(20_000) + "\r\n")))
                .isIn(0, 400, 431);
        StringBuilder many = new StringBuilder("Host: 127.0.0.1\r\n");
        for (int i = 0; i < 100; i++) {
            many.append("X-").append(i).append(": y\r\n");
        }
        assertThat(raw(get("/look", many.toString()))).isIn(0, 400, 431);
        String post =
                "POST /change HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                        + OPERATE + "\r\n";
        assertThat(raw(post + "Content-Length: 2000000000\r\n\r\n")).isEqualTo(413);
        assertThat(raw(post + "Transfer-Encoding: chunked\r\n\r\n200000\r\n" + "x".repeat(0x200000) + "\r\n0\r\n\r\n"))
                .isIn(413, 0);
        assertThat(raw(post + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}"))
                .isIn(100, 200);
    }

    @Test
    void everyAnswerTellsBrowsersToBeCareful() throws Exception {
        for (HttpResponse<String> answer : List.of(ask("GET", "/look", READ), ask("GET", "/look", null))) {
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
        }
    }

    /** All workers wait, many more requests wait for them, slow ones trickle: probes are answered, and the rest are told. */
    @Test
    void whenAllWorkersWaitProbesAreAnsweredAndTheQueueEnds() throws Exception {
        List<SSLSocket> sockets = new ArrayList<>();
        try {
            int most = 8 + Router.MOST_WAITING;
            for (int i = 0; i < most + 20; i++) {
                SSLSocket socket = socket();
                sockets.add(socket);
                socket.getOutputStream().write(get("/held").getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
            }
            Awaitility.await("the queue is full")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> denied.getOrDefault("busy", 0) >= 20);
            assertThat(ask("GET", "/open", null).statusCode()).isEqualTo(200);
            HttpResponse<String> busy = ask("GET", "/look", READ);
            assertThat(busy.statusCode()).isEqualTo(503);
            assertThat(busy.headers().firstValue("Retry-After")).contains("1");
            held.countDown();
            Awaitility.await("it goes on")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> ask("GET", "/look", READ).statusCode() == 200);
        } finally {
            for (SSLSocket socket : sockets) {
                socket.close();
            }
        }
    }

    /** None of them holds a worker: there are ten times as many as workers. */
    @Test
    void slowClientsHoldNobodyUpAndAreDropped() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 80; i++) {
                slow.add(new Socket(
                        InetAddress.getLoopbackAddress(), server.address().getPort()));
                SSLSocket half = socket();
                slow.add(half);
                half.getOutputStream().write("GET /look HT".getBytes(StandardCharsets.ISO_8859_1));
                half.getOutputStream().flush();
                SSLSocket body = socket();
                slow.add(body);
                body.getOutputStream()
                        .write(("POST /change HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                                        + "Content-Length: 10\r\nAuthorization: Bearer " + OPERATE + "\r\n\r\n{")
                                .getBytes(StandardCharsets.ISO_8859_1));
                body.getOutputStream().flush();
            }
            for (int i = 0; i < 20; i++) {
                assertThat(ask("POST", "/change", OPERATE).statusCode()).isEqualTo(200);
            }
            for (Socket one : slow) {
                one.setSoTimeout(60_000);
                assertThat(endsBy(one)).isTrue();
            }
        } finally {
            for (Socket one : slow) {
                one.close();
            }
        }
    }

    private static boolean endsBy(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void whatIsExposedWithoutBothIsRefusedHoweverItIsConfigured() {
        StatusServer exposed = new StatusServer(
                new Endpoint("0.0.0.0", 0, Set.of(), null, null), List.of(new Calls()), AccessMetrics.NONE);
        assertThatThrownBy(exposed::start)
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("beyond loopback, without http.tokens_file and http.tls_certificate both");
    }

    @Test
    void aKeyOfAnotherCertificateIsRefusedAtTheStart() {
        authority.issue("CN=other").into(folder, "other");
        assertThatThrownBy(() -> server(
                        new Endpoint.Tls(folder.resolve("server.pem"), folder.resolve("other.key"), null, false)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("http.tls_key " + folder.resolve("other.key")
                        + " cannot be used: certificate and key do not belong together");
    }
}
