package tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static tidemark.cli.JobJson.failed;
import static tidemark.cli.JobJson.job;
import static tidemark.cli.JobJson.list;

import java.io.IOException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verbs that look at jobs, or ask for one thing. */
final class JobVerbsTest {

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
    void jobsAreATable() {
        daemon.says(
                "GET /_indexer/jobs",
                200,
                list(
                        job("album", "running", 5_000, 20_000),
                        job("t", "pending", 0, 0)
                                .put("reason", "x".repeat(50))
                                .putNull("started_at")
                                .putNull("docs_per_second")
                                .putNull("eta_seconds"),
                        job("track", "completed", 7, 7)));
        assertThat(Typed.run(new JobsVerb(), daemon).out().lines())
                .containsExactly(
                        "ID       TYPE   STATUS     PROGRESS        DOCUMENTS     RATE      ETA  REASON                                    STARTED",
                        "album-1  album  running        25 %  5,000 of 20,000  1,234/s  1:02:03  asked for                                 2026-01-01T10:00:01Z",
                        "t-1      t      pending         0 %                0        -        -  " + "x".repeat(37)
                                + "...  -",
                        "track-1  track  completed     100 %           7 of 7        -        -  asked for                                 2026-01-01T10:00:01Z");
    }

    @Test
    void noJobsAreSaidToBeNone() {
        daemon.says("GET /_indexer/jobs", 200, list());
        assertThat(Typed.run(new JobsVerb(), daemon)).isEqualTo(new Typed(0, line("no jobs"), ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--status=failed,cancelled", "--status=failed --status=cancelled"})
    void aStatusNarrowsTheList(String option) {
        daemon.says("GET /_indexer/jobs?status=failed%2Ccancelled", 200, list());
        assertThat(Typed.run(new JobsVerb(), daemon, option.split(" ", -1)).exitCode())
                .isZero();
    }

    @Test
    void jsonIsTheDaemonsAnswer() {
        daemon.says("GET /_indexer/jobs", 200, "{\"jobs\": [],\n \"x\": \"ü\\n\"}\n");
        assertThat(Typed.run(new JobsVerb(), daemon, "--json").out())
                .isEqualTo(line("{\"jobs\": [],\n \"x\": \"\\u00fc\\n\"}"));
    }

    @Test
    void oneJobIsShownInDetail() {
        daemon.says("GET /_indexer/jobs/a%20b%2F", 200, failed("album", 11).toString());
        Typed typed = Typed.run(new JobsVerb(), daemon, "a b/");
        assertThat(typed.exitCode()).isZero();
        assertThat(typed.out().lines())
                .contains(
                        "id                album-1",
                        "label             album",
                        "dest_index        -",
                        "detail            first",
                        "                  second",
                        "failed_items      11",
                        "  album k0: mapper_parsing_exception",
                        "metadata          {\"by\":\"me\"}",
                        "children          none");
        assertThat(typed.out()).contains("and 1 more").doesNotContain("k10");
    }

    @Test
    void oneJobHasNoStatusToNarrow() {
        assertThat(Typed.run(new JobsVerb(), daemon, "a", "--status", "failed").exitCode())
                .isEqualTo(2);
    }

    @Test
    void whatSteersATerminalIsNotPrinted() {
        daemon.says(
                "GET /_indexer/jobs/a",
                200,
                job("album", "failed", 0, 0).put("error", "\u001b[2Jgone\u0007").toString());
        assertThat(Typed.run(new JobsVerb(), daemon, "a").out()).contains("error              [2Jgone");
    }

    @Test
    void cancelNamesTheJobAndItsStatus() {
        daemon.says(
                "POST /_indexer/jobs/album-1/_cancel",
                200,
                job("album", "cancelled", 1, 2).toString());
        Typed typed = Typed.run(new CancelVerb(), daemon, "album-1");
        assertThat(typed.exitCode()).isZero();
        assertThat(typed.out()).contains("album-1  album  cancelled");
        assertThat(daemon.heard().get(0).contentType()).isEqualTo("application/json");
    }

    @Test
    void cancelOfAFinishedJobIsRefused() {
        daemon.says(
                "POST /_indexer/jobs/album-1/_cancel",
                409,
                "{\"error\":{\"code\":\"wrong_state\",\"message\":\"album-1 is completed\",\"hint\":\"nothing to do\"}}");
        assertThat(Typed.run(new CancelVerb(), daemon, "album-1").exitCode()).isEqualTo(3);
    }

    @Test
    void retryOfOneJob() {
        daemon.says(
                "POST /_indexer/jobs/album-1/_retry",
                200,
                job("album", "pending", 0, 0).toString());
        Typed typed = Typed.run(new RetryVerb(), daemon, "album-1");
        assertThat(typed.exitCode()).isZero();
        assertThat(typed.out()).contains("album-1  album  pending");
    }

    @Test
    void retryOfAllThatFailed() {
        daemon.says("POST /_indexer/jobs/_retry_failed", 200, list(job("album", "pending", 0, 0)))
                .says("POST /_indexer/jobs/_retry_failed", 200, list());
        assertThat(Typed.run(new RetryVerb(), daemon, "--failed").out()).contains("album-1  album  pending");
        assertThat(Typed.run(new RetryVerb(), daemon, "--failed").out())
                .isEqualTo(line("no failed job has retries left"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a --failed"})
    void retryNeedsOneOfTheTwo(String arguments) {
        String[] typed = arguments.isEmpty() ? new String[0] : arguments.split(" ", -1);
        assertThat(Typed.run(new RetryVerb(), daemon, typed).exitCode()).isEqualTo(2);
        assertThat(daemon.heard()).isEmpty();
    }

    @Test
    void forgetCounts() {
        daemon.says("DELETE /_indexer/jobs?finished", 200, "{\"forgotten\":1234}");
        assertThat(Typed.run(new ForgetVerb(), daemon))
                .isEqualTo(new Typed(0, line("1,234 finished job(s) forgotten"), ""));
        assertThat(daemon.heard().get(0).contentType()).isEqualTo("application/json");
    }

    @Test
    void forgetNeedsANumber() {
        daemon.says("DELETE /_indexer/jobs?finished", 200, "{}");
        assertThat(Typed.run(new ForgetVerb(), daemon).exitCode()).isEqualTo(2);
    }

    static Stream<Arguments> verbs() {
        return Stream.of(
                verb(JobsVerb::new),
                verb(JobsVerb::new, "a"),
                verb(JobsVerb::new, "--json"),
                verb(CancelVerb::new, "a"),
                verb(RetryVerb::new, "a"),
                verb(RetryVerb::new, "--failed"),
                verb(ForgetVerb::new),
                verb(ReindexVerb::new),
                verb(ReindexVerb::new, "--wait"));
    }

    private static Arguments verb(Supplier<Object> verb, String... arguments) {
        return Arguments.of(verb.get(), arguments);
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void noDaemonIsToldAsSuch(Object verb, String[] arguments) {
        daemon.close();
        Typed typed = Typed.run(verb, daemon, arguments);
        assertThat(typed.exitCode()).isEqualTo(4);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err().lines().findFirst().orElse(""))
                .isEqualTo("no daemon answers at " + daemon.url() + "; is it running? (the connection is refused)");
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void whatIsNoDaemonIsToldAsSuch(Object verb, String[] arguments) throws IOException {
        try (ScriptedDaemon other = new ScriptedDaemon()) {
            for (String request : Stream.of(
                            "GET /_indexer/jobs",
                            "GET /_indexer/jobs/a",
                            "POST /_indexer/jobs",
                            "POST /_indexer/jobs/a/_cancel",
                            "POST /_indexer/jobs/a/_retry",
                            "POST /_indexer/jobs/_retry_failed",
                            "DELETE /_indexer/jobs?finished")
                    .toList()) {
                other.says(request, 200, "It works!");
            }
            Typed typed = Typed.run(verb, other, arguments);
            assertThat(typed.exitCode()).isEqualTo(2);
            assertThat(typed.err()).contains("is not a JSON object, so that is no Tidemark daemon");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void aBlankIdIsNoJob(String id) {
        assertThat(Typed.run(new JobsVerb(), daemon, id).exitCode()).isEqualTo(2);
        assertThat(Typed.run(new CancelVerb(), daemon, id).exitCode()).isEqualTo(2);
        assertThat(Typed.run(new RetryVerb(), daemon, id).exitCode()).isEqualTo(2);
        assertThat(daemon.heard()).isEmpty();
    }

    private static String line(String text) {
        return text + System.lineSeparator();
    }
}
