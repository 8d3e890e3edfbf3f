package tidemark.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tidemark.app.DryRun;

/** {@code tidemark reindex}: asks the running daemon to build indices afresh, or to write some documents again. */
@Command(
        name = "reindex",
        description = {
            "Asks the running daemon to reindex everything, some document types, or some documents of one type.",
            "Searches go on being answered meanwhile. A type that waits for its job already gets no second one."
        })
public final class ReindexVerb implements Callable<Integer> {

    private static final int MADE = 201;
    private static final int STORED = 202;

    @Mixin
    DaemonOptions options = new DaemonOptions();

    @Parameters(arity = "0..*", paramLabel = "TYPE", description = "Document types; none means all.")
    List<String> types = new ArrayList<>();

    @Option(
            names = "--ids",
            arity = "1..*",
            paramLabel = "ID",
            description =
                    "Only these documents of the one TYPE, which comes before this option. @FILE stands for the lines of a file.")
    List<String> ids = new ArrayList<>();

    @Option(
            names = "--id",
            paramLabel = "JOB",
            description = "The id of the job. The same id asked for the same once more returns that job.")
    @Nullable
    String id;

    @Option(names = "--wait", description = "Waits until all is finished, and shows how it gets on.")
    boolean wait;

    @Option(
            names = "--metadata",
            paramLabel = "K=V",
            description = "Something to remember with the jobs; may be given often.")
    Map<String, String> metadata = new LinkedHashMap<>();

    @Option(
            names = "--dry-run",
            description = {
                "Only tells how many documents would change, and how: composes all, asks no daemon, writes nothing.",
                "Ends with 3 if the mapping would refuse some."
            })
    boolean dryRun;

    @Spec
    @Nullable
    CommandSpec spec;

    private final Pace pace;

    /** As on a command line. */
    public ReindexVerb() {
        this(Pace.REAL);
    }

    ReindexVerb(Pace pace) {
        this.pace = pace;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (dryRun) {
            return dryRun();
        }
        if (!ids.isEmpty() && types.size() != 1) {
            throw options.wrong("--ids needs exactly one TYPE before it, got " + types.size());
        }
        DaemonClient daemon = options.daemon();
        DaemonClient.Answer answer = daemon.post("/_indexer/jobs", wanted());
        List<JobReport> jobs = JobReport.all(daemon, answer);
        PrintWriter out = CheckVerb.out(spec);
        JobTable.brief(jobs).forEach(out::println);
        if (answer.status() == STORED) {
            out.println("this daemon stands by; the request is stored, and the one that leads takes it");
        } else if (answer.status() != MADE) {
            out.println("no new job was made: what was asked for is there already");
        }
        out.flush();
        return wait ? ended(watched(daemon, jobs, out), out) : ExitCodes.DONE;
    }

    private ObjectNode wanted() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (!types.isEmpty()) {
            types.forEach(body.putArray("types")::add);
        }
        if (!ids.isEmpty()) {
            ids.forEach(body.putArray("ids")::add);
        }
        if (id != null) {
            body.put("id", id);
        }
        if (!metadata.isEmpty()) {
            metadata.forEach(body.putObject("metadata")::put);
        }
        return body;
    }

    private List<JobReport> watched(DaemonClient daemon, List<JobReport> jobs, PrintWriter out)
            throws InterruptedException {
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        String words =
                "no longer waiting; the daemon goes on. See `tidemark jobs`, or stop one with `tidemark cancel ID`.";
        try (Farewell farewell = Farewell.prepare(err, words);
                Progress progress = Progress.to(out, jobs.size(), pace)) {
            return new JobWatch(daemon, progress, pace).untilFinished(jobs);
        }
    }

    private static int ended(List<JobReport> jobs, PrintWriter out) {
        for (JobReport job : jobs) {
            JobTable.end(job).forEach(out::println);
        }
        out.flush();
        return jobs.stream().allMatch(JobReport::completed) ? ExitCodes.DONE : ExitCodes.REFUSED;
    }

    private int dryRun() {
        if (wait || id != null || !ids.isEmpty() || !metadata.isEmpty()) {
            throw options.wrong("--dry-run goes with types alone");
        }
        PrintWriter out = CheckVerb.out(spec);
        boolean sound = new DryRun(options.configuration.read(), out::println).run(types);
        out.flush();
        return sound ? ExitCodes.DONE : ExitCodes.REFUSED;
    }
}
