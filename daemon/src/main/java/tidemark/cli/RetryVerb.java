package tidemark.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark retry}: lets failed jobs run once more. */
@Command(name = "retry", description = "Lets a failed job of the running daemon, or all of them, run once more.")
public final class RetryVerb implements Callable<Integer> {

    /** One job, or all that failed. */
    static final class Which {

        @Parameters(index = "0", arity = "1", paramLabel = "ID", description = "The job.")
        @Nullable
        String id;

        @Option(names = "--failed", required = true, description = "All failed jobs that have retries left.")
        boolean failed;
    }

    @Mixin
    DaemonOptions options = new DaemonOptions();

    @ArgGroup(multiplicity = "1")
    Which which = new Which();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        String path = which.id == null ? "/_indexer/jobs/_retry_failed" : options.pathOf(which.id) + "/_retry";
        DaemonClient daemon = options.daemon();
        DaemonClient.Answer answer = daemon.post(path, JsonNodeFactory.instance.objectNode());
        List<JobReport> jobs =
                which.id == null ? JobReport.all(daemon, answer) : List.of(JobReport.one(daemon, answer));
        PrintWriter out = CheckVerb.out(spec);
        List<String> lines = jobs.isEmpty() ? List.of("no failed job has retries left") : JobTable.brief(jobs);
        lines.forEach(out::println);
        out.flush();
        return ExitCodes.DONE;
    }
}
