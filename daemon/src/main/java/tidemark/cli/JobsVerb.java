package tidemark.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark jobs}: the jobs of the running daemon, or one of them in detail. */
@Command(name = "jobs", description = "Shows the reindexing jobs of the running daemon, or one of them in detail.")
public final class JobsVerb implements Callable<Integer> {

    @Mixin
    DaemonOptions options = new DaemonOptions();

    @Parameters(arity = "0..1", paramLabel = "ID", description = "The job to show in detail.")
    @Nullable
    String id;

    @Option(
            names = "--status",
            split = ",",
            paramLabel = "S",
            description =
                    "Only jobs of this status: pending, running, completed, failed, cancelled; may be given often.")
    List<String> status = new ArrayList<>();

    @Option(names = "--json", description = "Prints what the daemon answers.")
    boolean json;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        if (id != null && !status.isEmpty()) {
            throw options.wrong("--status is for a list of jobs, not for one");
        }
        DaemonClient daemon = options.daemon();
        DaemonClient.Answer answer = daemon.get(path());
        PrintWriter out = CheckVerb.out(spec);
        if (json) {
            out.println(Words.ascii(answer.text().stripTrailing()));
        } else if (id != null) {
            JobTable.detail(JobReport.one(daemon, answer)).forEach(out::println);
        } else {
            List<JobReport> jobs = JobReport.all(daemon, answer);
            List<String> lines = jobs.isEmpty() ? List.of("no jobs") : JobTable.full(jobs);
            lines.forEach(out::println);
        }
        out.flush();
        return ExitCodes.DONE;
    }

    private String path() {
        if (id != null) {
            return options.pathOf(id);
        }
        return "/_indexer/jobs" + (status.isEmpty() ? "" : "?status=" + DaemonClient.encoded(String.join(",", status)));
    }
}
