package tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verbs of those who read: wait and explain. */
final class ReaderVerbsTest {

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
    void aWrongCommandLineIsToldInFewLines() {
        Typed typed = Typed.run(new ExplainVerb(), "track");
        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err())
                .startsWith("Missing required parameter: 'ID'")
                .contains("Usage: explain ", "TYPE ID", "explain --help tells more")
                .doesNotContain("Exit codes");
    }

    @Test
    void waitSaysHowLongItTookAndWhatIsTroubled() {
        daemon.says("GET /_indexer/wait?timeout=5s&xid=77", 200, "{\"searchable\": true, \"waited_seconds\": 0.25}");
        assertThat(Typed.run(new WaitVerb(), daemon, "--xid", "77", "--timeout", "5")
                        .out())
                .isEqualToIgnoringNewLines("searchable after 0.250 s");
        daemon.says(
                "GET /_indexer/wait?timeout=30s&type=a%2Cb",
                200, "{\"searchable\": true, \"waited_seconds\": 1, \"troubled\": [\"a:1\"]}");
        assertThat(Typed.run(new WaitVerb(), daemon, "--type", "a,b").out())
                .isEqualToIgnoringNewLines(
                        "searchable after 1.000 s, but for documents that could not be indexed: a:1");
    }

    @Test
    void aWaitInVainEndsWithItsReason() {
        daemon.says(
                "GET /_indexer/wait?timeout=1s&xid=77",
                408,
                "{\"state\": \"behind\", \"error\": {\"code\": \"timeout\", \"message\": \"7 operations are ahead\","
                        + " \"hint\": \"ask again\"}}");
        Typed typed = Typed.run(new WaitVerb(), daemon, "--xid", "77", "--timeout", "1");
        assertThat(typed.exitCode()).isEqualTo(ExitCodes.AWAY);
        assertThat(typed.err()).contains("7 operations are ahead").contains("ask again");
        Typed asked = Typed.run(new WaitVerb(), daemon, "--xid", "77", "--timeout", "1", "--json");
        assertThat(asked.exitCode()).isEqualTo(ExitCodes.AWAY);
        assertThat(asked.out()).contains("\"state\": \"behind\"");
    }

    @ParameterizedTest
    @CsvSource({"5, 5s", "500ms, 500ms", "30s, 30s", "2m, 2m"})
    void aTimeoutIsWrittenWithOrWithoutItsUnit(String written, String asked) {
        daemon.says("GET /_indexer/wait?timeout=" + asked, 200, "{\"searchable\": true, \"waited_seconds\": 0}");
        assertThat(Typed.run(new WaitVerb(), daemon, "--timeout", written).exitCode())
                .isEqualTo(ExitCodes.DONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "soon", "1h", "", "99999999"})
    void aTimeoutThatIsNoneIsToldByItsOption(String written) {
        Typed typed = Typed.run(new WaitVerb(), daemon, "--timeout", written);
        assertThat(typed.exitCode()).isEqualTo(ExitCodes.CONFIGURATION);
        assertThat(typed.err()).contains("--timeout", "500ms, 30s or 5m");
    }

    @Test
    void explainTellsTheStateTheChangesAndTheSources() {
        daemon.says(
                "GET /_indexer/explain/track/1",
                200,
                "{\"type\": \"track\", \"id\": \"1\", \"state\": \"behind\", \"message\": \"see waiting\","
                        + " \"index\": {\"physical\": \"track-7\", \"generation\": 7, \"snapshot\": \"1:1:\"},"
                        + " \"database\": {\"exists\": true},"
                        + " \"difference\": {\"path\": \"Name\", \"database\": \"\\\"b\\\"\", \"index\": \"\\\"a\\\"\"},"
                        + " \"waiting\": [{\"xid\": 9, \"at\": \"2026-01-01T00:00:00Z\", \"table\": \"Artist\", \"key\": \"1\","
                        + " \"operation\": \"update\", \"paths\": [\"Album.Artist\"]}], \"last_changes\": [],"
                        + " \"would_change_it\": [{\"table\": \"Track\", \"path\": \"\"}, {\"table\": \"Artist\", \"path\":"
                        + " \"Album.Artist\"}]}");
        assertThat(Typed.run(new ExplainVerb(), daemon, "track", "1").out().lines())
                .contains(
                        "track:1 is behind: see waiting",
                        "  in the index   track-7, generation 7, made from snapshot 1:1:",
                        "  differs at     Name: database \"b\", index \"a\"",
                        "  waiting        update of Artist:1, over Album.Artist, transaction 9 at 2026-01-01T00:00:00Z",
                        "    Track (its own row)",
                        "    Artist as Album.Artist");
    }

    @Test
    void explainOfAChangeCountsDocuments() {
        daemon.says(
                "GET /_indexer/explain?table=Artist&key=1",
                200,
                "{\"table\": \"Artist\", \"key\": \"1\", \"documents\": 1018, \"types\": {\"track\": {\"documents\": 1018,"
                        + " \"paths\": {\"Album.Artist\": 1018}}}}");
        assertThat(Typed.run(new ExplainVerb(), daemon, "--change", "Artist", "1")
                        .out()
                        .lines())
                .containsExactly(
                        "a change of Artist:1 would touch 1,018 documents",
                        "  track  1,018",
                        "    over Album.Artist  1,018");
    }
}
