package tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DaemonClientTest {

    private static final String JOBS = "/_indexer/jobs";

    private ScriptedDaemon daemon;
    private DaemonClient client;

    @BeforeEach
    void begin() throws IOException {
        daemon = new ScriptedDaemon();
        client = new DaemonClient(daemon.url());
    }

    @AfterEach
    void end() {
        daemon.close();
    }

    @Test
    void anAnswerIsGivenAsItCame() {
        daemon.says("GET /_indexer/jobs", 200, "{ \"jobs\":[] }\n");
        DaemonClient.Answer answer = client.get(JOBS);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("{ \"jobs\":[] }\n");
        assertThat(answer.json().path("jobs").isArray()).isTrue();
    }

    @Test
    void writesSayThatTheyAreJson() {
        daemon.says("POST /_indexer/jobs", 201, "{}").says("DELETE /_indexer/jobs?finished", 200, "{}");
        client.post(JOBS, JsonNodeFactory.instance.objectNode().put("id", "ü"));
        client.delete(JOBS + "?finished");
        assertThat(daemon.heard())
                .containsExactly(
                        new ScriptedDaemon.Heard("POST", JOBS, "application/json", "{\"id\":\"ü\"}"),
                        new ScriptedDaemon.Heard("DELETE", JOBS + "?finished", "application/json", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "400, 2", "401, 3", "403, 3", "404, 2", "405, 2", "408, 4", "409, 3", "413, 2", "415, 2", "429, 4", "500, 1",
        "502, 4", "503, 4", "504, 4"
    })
    void eachErrorHasItsExitCode(int status, int exitCode) {
        daemon.says("GET /_indexer/jobs", status, "{\"error\":{\"code\":\"c\",\"message\":\"m\",\"hint\":\"h\"}}");
        DaemonFailure failure = failure(() -> client.get(JOBS));
        assertThat(failure).hasMessage("m");
        assertThat(failure.hint()).isEqualTo(status == 401 ? DaemonClient.WHO_ASKS : "h");
        assertThat(failure.exitCode()).isEqualTo(exitCode);
        assertThat(failure.mayPass()).isEqualTo(exitCode == 4);
        assertThat(failure.notFound()).isEqualTo(status == 404);
    }

    @Test
    void aWrongFieldIsNamed() {
        daemon.says(
                "GET /_indexer/jobs",
                400,
                "{\"error\":{\"code\":\"c\",\"message\":\"no such type\",\"hint\":\"\",\"field\":\"types[0]\"}}");
        assertThat(failure(() -> client.get(JOBS))).hasMessage("no such type (field: types[0])");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"error\":\"index_not_found\"}", "{\"error\":{\"reason\":\"x\"}}"})
    void anErrorInTheShapeOfAnotherServerIsToldByItsStatus(String body) {
        daemon.says("GET /_indexer/jobs", 404, body);
        assertThat(failure(() -> client.get(JOBS))).hasMessageContaining("is HTTP 404 without a message");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html></html>", "[1]", "{", "{\"a\":1} x", "null", "OK"})
    void anAnswerThatIsNoJsonObjectIsNoDaemons(String body) {
        daemon.says("GET /_indexer/jobs", 200, body);
        DaemonFailure failure = failure(() -> client.get(JOBS));
        assertThat(failure).hasMessageContaining("(HTTP 200) is not a JSON object");
        assertThat(failure.exitCode()).isEqualTo(2);
        assertThat(failure.hint()).contains("--url");
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void aProxyWithoutADaemonBehindItIsADaemonAway(int status) {
        daemon.says("GET /_indexer/jobs", status, "<html>Bad Gateway</html>");
        assertThat(failure(() -> client.get(JOBS)).exitCode()).isEqualTo(4);
    }

    @Test
    void aRefusedConnectionAsksWhetherTheDaemonRuns() {
        daemon.close();
        DaemonFailure failure = failure(() -> client.post(JOBS, JsonNodeFactory.instance.objectNode()));
        assertThat(failure).hasMessageStartingWith("no daemon answers at " + daemon.url() + "; is it running?");
        assertThat(failure.hint()).contains("tidemark run", "--url");
        assertThat(failure.exitCode()).isEqualTo(4);
    }

    @Test
    void aWriteWhoseAnswerIsLostMayHaveHappened() {
        daemon.hangsUp("POST /_indexer/jobs").hangsUp("GET /_indexer/jobs");
        DaemonFailure written = failure(() -> client.post(JOBS, JsonNodeFactory.instance.objectNode()));
        assertThat(written.exitCode()).isEqualTo(4);
        assertThat(written.hint()).contains("may have been done");
        assertThat(daemon.heard()).hasSize(1);
        assertThat(failure(() -> client.get(JOBS)).hint()).doesNotContain("may have been done");
    }

    @Test
    void anAnswerThatIsTooLongIsNotRead() {
        daemon.says("GET /_indexer/jobs", 200, "{\"a\":\"" + "x".repeat(100_000) + "\"}");
        DaemonClient small = limited(Duration.ofSeconds(60), 100_007);
        DaemonFailure failure = failure(() -> small.get(JOBS));
        assertThat(failure).hasMessageContaining("more than 100007 bytes");
        assertThat(failure.exitCode()).isEqualTo(2);
        assertThat(limited(Duration.ofSeconds(60), 100_008).get(JOBS).status()).isEqualTo(200);
    }

    @Test
    void anAnswerThatDoesNotComeIsNotWaitedForForEver() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        HttpServer silent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        silent.createContext("/", exchange -> {
            try (exchange) {
                // The head comes and the body does not: that has to end as well.
                exchange.sendResponseHeaders(200, 10);
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        silent.start();
        try {
            DaemonClient hasty = new DaemonClient(
                    URI.create("http://127.0.0.1:" + silent.getAddress().getPort()),
                    new DaemonClient.Limits(Duration.ofSeconds(10), Duration.ofMillis(300), 100));
            DaemonFailure failure = failure(() -> hasty.get(JOBS));
            assertThat(failure).hasMessageContaining("did not answer within");
            assertThat(failure.exitCode()).isEqualTo(4);
        } finally {
            end.countDown();
            silent.stop(0);
        }
    }

    @Test
    void aServerOfAnotherProtocolIsNoDaemon() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread speaker = new Thread(() -> {
                try (Socket socket = other.accept()) {
                    socket.getOutputStream().write("220 mail ready\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                } catch (IOException e) {
                    // The test is over.
                }
            });
            speaker.start();
            DaemonClient client = new DaemonClient(URI.create("http://127.0.0.1:" + other.getLocalPort()));
            DaemonFailure failure = failure(() -> client.get(JOBS));
            assertThat(failure).hasMessageContaining("does not speak HTTP");
            assertThat(failure.exitCode()).isEqualTo(2);
        }
    }

    @Test
    void textsAreEncodedForAnAddress() {
        assertThat(DaemonClient.encoded("a b/c?d&e=ü+,")).isEqualTo("a%20b%2Fc%3Fd%26e%3D%C3%BC%2B%2C");
    }

    private DaemonClient limited(Duration answer, int bytes) {
        return new DaemonClient(daemon.url(), new DaemonClient.Limits(Duration.ofSeconds(10), answer, bytes));
    }

    private static DaemonFailure failure(ThrowingCallable call) {
        DaemonFailure failure = catchThrowableOfType(DaemonFailure.class, call);
        assertThat(failure).isNotNull();
        return failure;
    }
}
