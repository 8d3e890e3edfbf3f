package tidemark.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark status}: how the running daemon is. */
@Command(
        name = "status",
        description = {
            "Shows how the running daemon is: what it does, how far behind it is, its types, jobs, last results and errors.",
            "Ends with 3 if somebody has to act (indexing is paused or fails, a type is stale or failed, documents are troubled or"
                    + " differ from their rows),",
            "with 4 if a server is away or no daemon answers. NO_COLOR in the environment leaves the colours out."
        })
public final class StatusVerb implements Callable<Integer> {

    /** So long the daemon may wait for a server that hangs, for each of its answers. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Clears what is below, from the top left corner. */
    private static final String HOME = "\u001b[H\u001b[J";

    private static final String TO_END_OF_LINE = "\u001b[K";

    @Mixin
    DaemonOptions options = new DaemonOptions();

    @Option(names = "--watch", description = "Shows it again every second, until Ctrl-C.")
    boolean watch;

    @Option(
            names = "--wait",
            description = {
                "Waits until every type has its index and no job runs, then shows it. A daemon that does not answer, or does not",
                "lead, is given a minute. With --watch it is shown meanwhile too."
            })
    boolean wait;

    @Option(
            names = "--json",
            description = "Prints what the daemon answers, as one JSON object; each second one with --watch.")
    boolean json;

    @Spec
    @Nullable
    CommandSpec spec;

    private final Pace pace;
    private final Terminal terminal;

    /** As on a command line. */
    public StatusVerb() {
        this(Pace.REAL, Terminal.ours());
    }

    StatusVerb(Pace pace, Terminal terminal) {
        this.pace = pace;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        DaemonClient daemon = options.daemon(ANSWER);
        PrintWriter out = CheckVerb.out(spec);
        long answered = pace.nanos();
        for (boolean first = true; ; first = false) {
            if (!first) {
                pace.pause(PERIOD);
            }
            try {
                StatusReport report = StatusReport.of(daemon);
                answered = report.leads() ? pace.nanos() : answered;
                boolean last = wait ? report.settled() || tooLong(answered) : !watch;
                if (watch || last) {
                    begin(out, first);
                    show(report, out);
                }
                if (last) {
                    return report.exitCode();
                }
            } catch (DaemonFailure failure) {
                boolean patient = wait ? !tooLong(answered) : watch;
                if (!failure.mayPass() || !patient) {
                    throw failure;
                }
                away(failure, out, first);
            }
        }
    }

    private boolean tooLong(long since) {
        return pace.nanos() - since >= PATIENCE.toNanos();
    }

    /** A daemon that is away for a while is what somebody watches for. */
    private void away(DaemonFailure failure, PrintWriter out, boolean first) {
        if (watch) {
            begin(out, first);
            lines(List.of(new Ink(terminal.colours()).bad(Words.line(String.valueOf(failure.getMessage()), 300))), out);
        }
    }

    private void begin(PrintWriter out, boolean first) {
        if (json || !watch) {
            return;
        }
        if (terminal.moves()) {
            out.print(HOME);
        } else if (!first) {
            out.println();
        }
    }

    private void show(StatusReport report, PrintWriter out) {
        if (json) {
            out.println(Words.ascii(report.json().toString()));
            out.flush();
        } else {
            lines(StatusPage.lines(report, new Ink(terminal.colours())), out);
        }
    }

    private void lines(List<String> lines, PrintWriter out) {
        lines.forEach(line -> out.println(watch && terminal.moves() ? line + TO_END_OF_LINE : line));
        out.flush();
    }
}
