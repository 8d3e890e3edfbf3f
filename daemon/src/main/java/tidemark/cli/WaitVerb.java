package tidemark.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import tidemark.lifecycle.Timeout;

/** {@code tidemark wait}: until what was committed is searchable. */
@Command(
        name = "wait",
        description = {
            "Waits until everything that is committed by now is searchable, or one transaction is.",
            "Ends with 0 when it is, with 4 when the time is up or a server is away."
        })
public final class WaitVerb implements Callable<Integer> {

    private static final int TIME_IS_UP = 408;
    private static final Duration MARGIN = Duration.ofSeconds(15);

    /** For picocli; the daemon says which is too long. */
    static final class TimeoutReader implements ITypeConverter<Timeout> {
        @Override
        public Timeout convert(String value) {
            try {
                return Timeout.parse(value);
            } catch (IllegalArgumentException e) {
                throw (TypeConversionException)
                        new TypeConversionException(String.valueOf(e.getMessage())).initCause(e);
            }
        }
    }

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
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = TimeoutReader.class,
            description =
                    "How long to wait, such as 500ms, 30s or 5m; a number alone is seconds. At most 10m. Default: ${DEFAULT-VALUE}.")
    Timeout timeout = Timeout.parse("30s");

    @Option(names = "--json", description = "Prints what the daemon answers.")
    boolean json;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        DaemonClient daemon = options.daemon(timeout.duration().plus(MARGIN));
        DaemonClient.Answer answer = json ? daemon.get(path(), TIME_IS_UP) : daemon.get(path());
        PrintWriter out = CheckVerb.out(spec);
        out.println(json ? Words.ascii(answer.text().stripTrailing()) : words(answer));
        out.flush();
        return answer.status() == TIME_IS_UP ? ExitCodes.AWAY : ExitCodes.DONE;
    }

    private String path() {
        StringBuilder path = new StringBuilder("/_indexer/wait?timeout=" + timeout.text());
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
