package tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static tidemark.cli.JobJson.failed;
import static tidemark.cli.JobJson.job;
import static tidemark.cli.JobJson.list;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidemark.Tidemark;

final class ReindexVerbTest {

    private static final String START = "POST /_indexer/jobs";
    private static final String ALBUM = "GET /_indexer/jobs/album-1";
    private static final String TRACK = "GET /_indexer/jobs/track-1";
    private static final String UNKNOWN =
            "{\"error\":{\"code\":\"not_found\",\"message\":\"no such job\",\"hint\":\"\"}}";
    private static final String AWAY =
            "{\"error\":{\"code\":\"away\",\"message\":\"Elasticsearch is away\",\"hint\":\"\"}}";

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
    void nothingNamedMeansAllTypes() {
        daemon.says(START, 201, list(job("album", "pending", 0, 0), job("track", "pending", 0, 0)));
        Typed typed = reindex();
        assertThat(typed.exitCode()).isZero();
        assertThat(typed.out().lines())
                .containsExactly("ID       TYPE   STATUS", "album-1  album  pending", "track-1  track  pending");
        assertThat(typed.err()).isEmpty();
        assertThat(body()).isEqualTo("{}");
    }

    @Test
    void everythingThatIsNamedIsAskedFor() {
        daemon.says(START, 201, list(job("album", "pending", 0, 0)));
        Typed typed = reindex(
                "album",
                "--id",
                "nightly",
                "--metadata",
                "by=me",
                "--metadata",
                "why=a=b",
                "--ids",
                "-5",
                "[\"a\",\"b\"]");
        assertThat(typed.exitCode()).isZero();
        assertThat(body())
                .isEqualTo("{\"types\":[\"album\"],\"ids\":[\"-5\",\"[\\\"a\\\",\\\"b\\\"]\"],\"id\":\"nightly\","
                        + "\"metadata\":{\"by\":\"me\",\"why\":\"a=b\"}}");
    }

    @Test
    void idsNeedOneType() {
        assertThat(reindex("--ids", "1").exitCode()).isEqualTo(2);
        Typed two = reindex("album", "track", "--ids", "1");
        assertThat(two.exitCode()).isEqualTo(2);
        assertThat(two.err()).contains("--ids needs exactly one TYPE before it, got 2");
        assertThat(daemon.heard()).isEmpty();
    }

    @Test
    void aJobThatWasOpenAlreadyIsSaidToBe() {
        daemon.says(START, 200, list(job("album", "running", 5, 10)));
        assertThat(reindex("album").out()).contains("album-1  album  running", "no new job was made");
    }

    @Test
    void aStandbyStoresTheRequest() {
        daemon.says(START, 202, list(job("album", "pending", 0, 0)));
        assertThat(reindex("album").out()).contains("stands by; the request is stored");
    }

    @Test
    void theDaemonsRefusalIsToldWithItsHint() {
        daemon.says(
                START,
                409,
                "{\"error\":{\"code\":\"conflict\",\"message\":\"nightly is another job\",\"hint\":\"choose another id\"}}");
        Typed typed = reindex("--id", "nightly");
        assertThat(typed).isEqualTo(new Typed(3, "", lines("nightly is another job", "    choose another id")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"jobs\":{}}", "{\"jobs\":[1]}", "{\"jobs\":[{\"label\":\"album\"}]}"})
    void anAnswerWithoutJobsIsToldAsSuch(String body) {
        daemon.says(START, 201, body);
        Typed typed = reindex();
        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err()).contains("lacks '", "is no Tidemark daemon");
    }

    @Test
    void waitingShowsProgressUntilAllIsFinished() {
        daemon.says(START, 201, list(job("album", "pending", 0, 0), job("track", "pending", 0, 0)))
                .says(ALBUM, 200, job("album", "running", 550, 1000).toString())
                .says(ALBUM, 200, job("album", "running", 590, 1000).toString())
                .says(ALBUM, 200, job("album", "completed", 1000, 1000).toString())
                .says(TRACK, 200, job("track", "pending", 0, 0).toString())
                .says(TRACK, 200, job("track", "running", 0, 2000).toString())
                .says(TRACK, 200, job("track", "completed", 2000, 2000).toString());
        Typed typed = reindex("--wait");
        assertThat(typed.out().lines().skip(3))
                .containsExactly(
                        "album  pending  0 %  0 documents  1,234/s  ETA 1:02:03",
                        "track  pending  0 %  0 documents  1,234/s  ETA 1:02:03",
                        "album  running  55 %  550 of 1,000 documents  1,234/s  ETA 1:02:03",
                        "track  running  0 %  0 of 2,000 documents  1,234/s  ETA 1:02:03",
                        "album  completed  100 %  1,000 of 1,000 documents",
                        "track  completed  100 %  2,000 of 2,000 documents",
                        "album completed: 1,000 of 1,000 documents, job album-1",
                        "track completed: 2,000 of 2,000 documents, job track-1");
        assertThat(typed.exitCode()).isZero();
        assertThat(typed.err()).isEmpty();
        assertThat(pace.pauses()).isEqualTo(3);
    }

    @Test
    void aFailureIsToldWithItsCauseAndTenOfItsDocuments() {
        daemon.says(START, 201, list(job("album", "running", 0, 100)))
                .says(ALBUM, 200, failed("album", 12).toString());
        Typed typed = reindex("album", "--wait");
        assertThat(typed.exitCode()).isEqualTo(3);
        assertThat(typed.out())
                .contains("album failed: 10 of 100 documents, job album-1")
                .contains(lines("  error: too many failures", "  detail: first", "    second"))
                .contains("    album k9: mapper_parsing_exception")
                .doesNotContain("album k10")
                .contains("and 2 more", "tidemark jobs album-1 --json")
                .contains("the daemon tries again by itself: retry 1 of 3");
    }

    @Test
    void oneFailureAmongManyIsAFailureAfterAllHaveFinished() {
        daemon.says(START, 201, list(job("album", "running", 0, 100), job("track", "running", 0, 100)))
                .says(ALBUM, 200, failed("album", 0).put("retry_count", 3).toString())
                .says(TRACK, 200, job("track", "running", 50, 100).toString())
                .says(TRACK, 200, job("track", "completed", 100, 100).toString());
        Typed typed = reindex("--wait");
        assertThat(typed.exitCode()).isEqualTo(3);
        assertThat(typed.out()).contains("track completed: 100 of 100").doesNotContain("tries again");
    }

    @Test
    void aCancellationIsNoSuccess() {
        daemon.says(START, 201, list(job("album", "running", 0, 100)))
                .says(
                        ALBUM,
                        200,
                        job("album", "cancelled", 10, 100)
                                .put("error", "cancelled by a person")
                                .toString());
        Typed typed = reindex("album", "--wait");
        assertThat(typed.exitCode()).isEqualTo(3);
        assertThat(typed.out()).contains("album cancelled: 10 of 100", "error: cancelled by a person");
    }

    @Test
    void documentsThatCouldNotBeWrittenByACompletedJobAreListed() {
        daemon.says(
                START, 200, list(failed("album", 1).put("status", "completed").putNull("error")));
        Typed typed = reindex("album", "--wait");
        assertThat(typed.exitCode()).isZero();
        assertThat(typed.out()).contains("    album k0: mapper_parsing_exception");
        assertThat(pace.pauses()).isZero();
    }

    @Test
    void aDaemonThatRestartsIsWaitedFor() throws IOException {
        daemon.says(START, 201, list(job("album", "running", 0, 100)))
                .says(ALBUM, 200, job("album", "running", 10, 100).toString());
        int port = daemon.port();
        ScriptedDaemon[] again = new ScriptedDaemon[1];
        pace.during(2, daemon::close)
                .during(
                        50,
                        () -> again[0] = new ScriptedDaemon(port)
                                .says(ALBUM, 503, AWAY)
                                .says(
                                        ALBUM,
                                        200,
                                        job("album", "completed", 100, 100).toString()));
        Typed typed = reindex("album", "--wait");
        again[0].close();
        assertThat(typed.out())
                .containsOnlyOnce("; is it running? ")
                .contains("trying again for 60 s")
                .containsOnlyOnce("the daemon answers" + System.lineSeparator())
                .contains("album completed: 100 of 100");
        assertThat(typed.exitCode()).isZero();
    }

    @Test
    void aDaemonThatStaysAwayEndsTheWaitAfterAMinute() {
        daemon.says(START, 201, list(job("album", "running", 0, 100)))
                .says(ALBUM, 200, job("album", "running", 10, 100).toString());
        pace.during(5, daemon::close);
        Typed typed = reindex("album", "--wait");
        assertThat(typed.exitCode()).isEqualTo(4);
        assertThat(typed.err())
                .startsWith("no daemon answers at " + daemon.url())
                .contains("for 60 s", "the jobs go on when it is back");
        assertThat(pace.pauses()).isEqualTo(65);
    }

    @Test
    void theMinuteBeginsAnewWithEachAnswer() {
        daemon.says(START, 201, list(job("album", "running", 0, 100)));
        for (int i = 0; i < 40; i++) {
            daemon.says(ALBUM, 503, AWAY);
        }
        daemon.says(ALBUM, 200, job("album", "running", 10, 100).toString());
        for (int i = 0; i < 40; i++) {
            daemon.says(ALBUM, 503, AWAY);
        }
        daemon.says(ALBUM, 200, job("album", "completed", 100, 100).toString());
        assertThat(reindex("album", "--wait").exitCode()).isZero();
    }

    @Test
    void garbageWhileWaitingEndsTheWait() {
        daemon.says(START, 201, list(job("album", "running", 0, 100))).says(ALBUM, 200, "<html>");
        Typed typed = reindex("album", "--wait");
        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err()).contains("is not a JSON object");
        assertThat(pace.pauses()).isEqualTo(1);
    }

    @Test
    void aJobThatIsForgottenMeanwhileHasNoKnownEnd() {
        daemon.says(START, 201, list(job("album", "running", 0, 100)))
                .says(ALBUM, 200, job("album", "running", 10, 100).toString())
                .says(ALBUM, 404, UNKNOWN);
        Typed typed = reindex("album", "--wait");
        assertThat(typed.exitCode()).isEqualTo(3);
        assertThat(typed.out()).contains("album forgotten");
        assertThat(pace.pauses()).isEqualTo(2);
    }

    @Test
    void aJobThatAStandbyStoredMayComeLater() {
        daemon.says(START, 202, list(job("album", "pending", 0, 0)))
                .says(ALBUM, 404, UNKNOWN)
                .says(ALBUM, 404, UNKNOWN)
                .says(ALBUM, 200, job("album", "completed", 100, 100).toString());
        assertThat(reindex("album", "--wait").exitCode()).isZero();
    }

    @Test
    void aJobThatNeverComesEndsTheWait() {
        daemon.says(START, 202, list(job("album", "pending", 0, 0))).says(ALBUM, 404, UNKNOWN);
        assertThat(reindex("album", "--wait").exitCode()).isEqualTo(3);
        assertThat(pace.pauses()).isEqualTo(61);
    }

    @Test
    void aJobThatIsMissingAmongOthersIsNotWaitedForForEver() {
        daemon.says(START, 202, list(job("album", "pending", 0, 0), job("track", "pending", 0, 0)))
                .says(ALBUM, 404, UNKNOWN);
        for (int i = 0; i < 70; i++) {
            daemon.says(TRACK, 200, job("track", "running", 50, 100).toString());
        }
        daemon.says(TRACK, 200, job("track", "completed", 100, 100).toString());
        Typed typed = reindex("--wait");
        assertThat(typed.exitCode()).isEqualTo(3);
        assertThat(typed.out()).contains("album forgotten", "track completed").doesNotContain("the daemon answers");
        assertThat(pace.pauses()).isEqualTo(71);
    }

    @Test
    void idsComeFromTheLinesOfAFile(@TempDir Path folder) throws IOException {
        daemon.says(START, 201, list(job("album", "pending", 0, 0)));
        Path file = folder.resolve("ids.txt");
        Files.writeString(file, "1\n[\"a b\",\"c\"]\n");
        int code = Tidemark.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .execute("reindex", "--url", daemon.url().toString(), "album", "--ids", "@" + file);
        assertThat(code).isZero();
        assertThat(body()).isEqualTo("{\"types\":[\"album\"],\"ids\":[\"1\",\"[\\\"a b\\\",\\\"c\\\"]\"]}");
    }

    private Typed reindex(String... arguments) {
        return Typed.run(new ReindexVerb(pace), daemon, arguments);
    }

    private String body() {
        return daemon.heard().get(0).body();
    }

    private static String lines(String... lines) {
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }
}
