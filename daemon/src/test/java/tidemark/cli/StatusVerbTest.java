package tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static tidemark.cli.JobJson.job;
import static tidemark.cli.JobJson.list;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StatusVerbTest {

    private static final String UP =
            "{\"live\":true,\"ready\":true,\"dependencies\":{\"postgres\":{\"status\":\"up\",\"since\":null}}}";
    private static final String AWAY =
            "{\"live\":true,\"ready\":false,\"dependencies\":{\"elasticsearch\":{\"status\":\"away\",\"since\":\"2026-01-01T10:00:00.5Z\"}}}";

    private final ManualPace pace = new ManualPace();
    private ScriptedDaemon daemon;

    @BeforeEach
    void begin() throws IOException {
        daemon = new ScriptedDaemon();
    }

    @AfterEach
    void end() {
        daemon.close();
    }

    @Test
    void aQuietDaemonIsWell() {
        script("waiting", "online", 0, "");
        Typed typed = run();
        assertThat(typed.exitCode()).isZero();
        assertThat(typed.out())
                .contains("tidemark      waiting")
                .contains("behind        nothing")
                .contains("postgres      up")
                .contains("track         online    3,503 rows when built")
                .contains("all is well")
                .doesNotContain("\u001b");
    }

    @Test
    void whatWaitsAndHowFreshSearchesAreIsShownWhereTheDaemonSaysSo() {
        daemon.says(
                "GET /_indexer/indexing_status",
                200,
                "{\"total_ops\":2000,\"num_unindexed_ops\":17,\"types\":{\"track\":{\"total_ops\":2000,\"num_unindexed_ops\":17,"
                        + "\"freshness\":{\"p50_seconds\":0.061,\"p99_seconds\":1.5}}}}");
        script("indexing", "online", 0, "");
        assertThat(run().out())
                .contains("behind        17 operations of 2,000")
                .contains("17 of 2,000 operations to do  fresh in 61 ms, p99 1.5 s");
    }

    @Test
    void runningJobsHaveABar() {
        daemon.says("GET /_indexer/jobs?status=pending,running", 200, list(job("track", "running", 500, 1000)));
        script("indexing", "building", 0, "");
        assertThat(run().out())
                .contains("[============            ] 50 %")
                .contains("running 500 of 1,000 1,234/s ETA 1:02:03");
    }

    @ParameterizedTest
    @CsvSource({"online, 0, 0", "building, 0, 0", "stale, 0, 3", "failed, 0, 3", "online, 2, 3"})
    void theExitCodeSaysWhetherSomebodyMustAct(String type, int troubled, int code) {
        script("waiting", type, troubled, "it said why \u001b[2J");
        Typed typed = run();
        assertThat(typed.exitCode()).isEqualTo(code);
        assertThat(typed.out()).contains("it said why").doesNotContain("\u001b");
    }

    @Test
    void whatWasTheMatterIsToldAsPastOnceAllIsWell() {
        script("waiting", "the server was away");
        Typed typed = run();
        assertThat(typed.exitCode()).isZero();
        assertThat(typed.out())
                .containsSubsequence("earlier error", "the server was away", "all is well")
                .doesNotContain("mend it so");
    }

    @Test
    void aDaemonWhoseLooksFailIsNotWellThoughItsServersAreUp() {
        script("sleeping", "configuration and database no longer fit");
        Typed typed = run();
        assertThat(typed.exitCode()).isEqualTo(3);
        assertThat(typed.out())
                .contains("configuration and database no longer fit")
                .doesNotContain("earlier error", "all is well");
    }

    @ParameterizedTest
    @CsvSource({"waiting, online", "waiting, building"})
    void aPausedDaemonIsNotWellAndNobodyWaitsForIt(String status, String type) {
        String paused = ",\"paused\":{\"reason\":\"new disks\",\"since\":\"2026-01-01T10:00:00.5Z\"}}";
        daemon.says("GET /_indexer", 200, indexer(status, type, 0, "").strip().replaceFirst("}$", paused));
        script(status, "online", 0, "");
        Typed typed = run("--wait");
        assertThat(typed.exitCode()).isEqualTo(3);
        assertThat(pace.pauses()).isZero();
        assertThat(typed.out())
                .contains(
                        "paused        nothing is indexed until tidemark resume  (since 2026-01-01T10:00:00Z): new disks")
                .contains("somebody has to look at this")
                .doesNotContain("all is well");
    }

    @Test
    void aServerThatIsAwayHasACodeOfItsOwn() {
        daemon.says("GET /_indexer/health", 503, AWAY).says("GET /_indexer/verification", 503, error());
        script("sleeping", "failed", 1, "");
        Typed typed = run();
        assertThat(typed.exitCode()).isEqualTo(4);
        assertThat(typed.out()).contains("elasticsearch away  (since 2026-01-01T10:00:00Z)");
    }

    @Test
    void whatNeedsAServerThatHangsDoesNotHideTheRest() {
        daemon.hangsUp("GET /_indexer/indexing_status");
        script("waiting", "online", 0, "");
        Typed typed = run();
        assertThat(typed.exitCode()).isEqualTo(4);
        assertThat(typed.out()).contains("track").contains("not answered in time: indexing_status");
    }

    @Test
    void noDaemonIsAwayToo() {
        daemon.close();
        assertThat(run().exitCode()).isEqualTo(4);
    }

    @Test
    void jsonIsWhatTheDaemonSaid() throws IOException {
        script("waiting", "online", 0, "");
        Typed typed = run("--json");
        assertThat(new ObjectMapper()
                        .readTree(typed.out())
                        .at("/indexer/types/track/status")
                        .asText())
                .isEqualTo("online");
        assertThat(typed.out().lines()).hasSize(1);
    }

    @Test
    void waitingEndsWhenEveryTypeHasItsIndex() {
        daemon.says("GET /_indexer", 200, indexer("connecting", "building", 0, ""))
                .says("GET /_indexer", 503, error())
                .says("GET /_indexer", 200, indexer("waiting", "building", 0, ""));
        script("waiting", "online", 0, "");
        Typed typed = run("--wait");
        assertThat(typed.exitCode()).isZero();
        assertThat(pace.pauses()).isEqualTo(3);
        assertThat(typed.out().split("tidemark  ", -1)).as("shown once").hasSize(2);
    }

    @Test
    void waitingForADaemonThatStaysAwayEnds() {
        daemon.close();
        assertThat(run("--wait").exitCode()).isEqualTo(4);
        assertThat(pace.pauses()).isEqualTo(60);
    }

    @Test
    void watchingDrawsOverWhatWasThereUntilSomethingElseAnswers() {
        daemon.says("GET /_indexer", 200, indexer("waiting", "online", 0, ""));
        script("waiting", "online", 0, "");
        daemon.says("GET /_indexer", 404, "{}");
        Typed typed = Typed.run(new StatusVerb(pace, Terminal.of(true, Map.of("TERM", "xterm"))), daemon, "--watch");
        assertThat(typed.out().split("\u001b\\[H\u001b\\[J", -1)).hasSize(3);
        assertThat(typed.out()).contains("\u001b[32mwaiting\u001b[0m");
        assertThat(typed.exitCode()).as("whoever answers now is no daemon").isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "true, xterm, '', true, true",
        "true, xterm, 1, true, false",
        "true, dumb, '', false, false",
        "false, xterm, '', false, false"
    })
    void coloursAreForWhoeverSeesAndWantsThem(boolean person, String term, String no, boolean moves, boolean colours) {
        assertThat(Terminal.of(person, Map.of("TERM", term, "NO_COLOR", no))).isEqualTo(new Terminal(moves, colours));
    }

    private Typed run(String... arguments) {
        return Typed.run(new StatusVerb(pace, Terminal.PLAIN), daemon, arguments);
    }

    /** The last answers to whatever is asked. */
    private void script(String status, String type, int troubled, String reason) {
        daemon.says("GET /_indexer", 200, indexer(status, type, troubled, reason))
                .says("GET /_indexer/health", 200, UP)
                .says("GET /_indexer/jobs?status=pending,running", 200, list())
                .says(
                        "GET /_indexer/verification",
                        200,
                        "{\"types\":{\"track\":{\"status\":\"completed\",\"checked\":3}}}");
    }

    private void script(String status, String error) {
        String errors = "\"errors\":[{\"error\":\"" + error
                + "\",\"timestamp\":\"2026-01-01T10:00:00.5Z\",\"hint\":\"mend it so\"}]";
        daemon.says("GET /_indexer", 200, indexer(status, "online", 0, "").replace("\"errors\":[]", errors));
        script(status, "online", 0, "");
    }

    private static String indexer(String status, String type, int troubled, String reason) {
        return """
                {"status":"%s","leading":true,"started":"2026-01-01T10:00:00Z","timestamp":"2026-01-01T10:00:01Z",
                 "troubled":%d,"types":{"track":{"status":"%s","row_count_at_build":3503,"reason":"%s"}},
                 "errors":[],"last_result":null,"results":[]}
                """.formatted(status, troubled, type, reason.replace("\u001b", "\\u001b"));
    }

    private static String error() {
        return "{\"error\":{\"code\":\"unavailable\",\"message\":\"not connected\",\"hint\":\"\"}}";
    }
}
