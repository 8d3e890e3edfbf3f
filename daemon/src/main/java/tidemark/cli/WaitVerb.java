package tidemark.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

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

    /** For picocli. */
    static final class TimeoutReader implements ITypeConverter<Timeout> {
        @Override
        public Timeout convert(String value) {
            return new Timeout(value);
        }
    }

    /** A time as a person writes it; the daemon says which is too long. */
    static final class Timeout {
        private static final Pattern TEXT = Pattern.compile("(\\d{1,7})(ms|s|m)?");

        private final String text;
        private final Duration duration;

        /**
         * Reads it; picocli tells the message.
         *
         * @throws TypeConversionException if it is none
         */
        Timeout(String text) {
            Matcher time = TEXT.matcher(text);
            if (!time.matches()) {
                throw new TypeConversionException("expected a time such as 500ms, 30s or 5m, got '" + text + "'");
            }
            long number = Long.parseLong(time.group(1));
            String unit = Objects.requireNonNullElse(time.group(2), "s");
            this.duration = Duration.of(
                    number,
                    unit.equals("ms") ? ChronoUnit.MILLIS : unit.equals("m") ? ChronoUnit.MINUTES : ChronoUnit.SECONDS);
            this.text = number + unit;
        }

        Duration duration() {
            return duration;
        }

        @Override
        public String toString() {
            return text;
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
    Timeout timeout = new Timeout("30s");

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
        StringBuilder path = new StringBuilder("/_indexer/wait?timeout=" + timeout);
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
