package tidemark.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark wait}: until what was committed is searchable. */
@Command(
        name = "wait",
        description = {
            "Waits until everything that is committed by now is searchable, or one transaction is.",
            "Ends with 0 when it is, with 4 when the time is up or a server is away."
        })
public final class WaitVerb implements Callable<Integer> {

    private static final Duration MARGIN = Duration.ofSeconds(15);

    @Mixin
    DaemonOptions options = new DaemonOptions();

    @Option(
            names = "--xid",
            paramLabel = "N",
            description = "The transaction, as SELECT pg_current_xact_id() told it before the commit.")
    @Nullable
    Long xid;

    @Option(
            names = "--type",
            split = ",",
            paramLabel = "T",
            description = "Without --xid: only what these document types show; may be given often.")
    List<String> types = new ArrayList<>();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait; at most 600. Default: ${DEFAULT-VALUE}.")
    int timeout = 30;

    @Option(names = "--json", description = "Prints what the daemon answers.")
    boolean json;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        if (timeout < 0) {
            throw options.wrong("--timeout: expected seconds, 0 to 600");
        }
        DaemonClient daemon = options.daemon(Duration.ofSeconds(timeout).plus(MARGIN));
        DaemonClient.Answer answer = daemon.get(path());
        PrintWriter out = CheckVerb.out(spec);
        out.println(json ? Words.ascii(answer.text().stripTrailing()) : words(answer));
        out.flush();
        return ExitCodes.DONE;
    }

    private String path() {
        StringBuilder path = new StringBuilder("/_indexer/wait?timeout=" + timeout + "s");
        if (xid != null) {
            path.append("&xid=").append(xid);
        }
        if (!types.isEmpty()) {
            path.append("&type=").append(DaemonClient.encoded(String.join(",", types)));
        }
        return path.toString();
    }

    private static String words(DaemonClient.Answer answer) {
        String words = String.format(
                Locale.ROOT,
                "searchable after %.3f s",
                answer.json().path("waited_seconds").asDouble());
        List<String> troubled = new ArrayList<>();
        answer.json().path("troubled").forEach(id -> troubled.add(Words.line(id.asText(), 100)));
        return troubled.isEmpty()
                ? words
                : words + ", but for documents that could not be indexed: " + String.join(", ", troubled);
    }
}
