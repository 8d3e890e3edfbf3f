package tidemark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark jobs}: how the rebuild jobs stand. */
@Command(name = "jobs", description = "Lists the jobs of the running daemon, or tells all of one.")
public final class JobsVerb implements Callable<Integer> {

    @Mixin
    DaemonOptions options = new DaemonOptions();

    @Parameters(paramLabel = "ID", arity = "0..1", description = "One job.")
    @Nullable
    String id;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "Only these: pending, running, completed, failed, cancelled.")
    @Nullable
    String status;

    @Option(names = "--json", description = "Prints what the daemon answers.")
    boolean json;

    @Option(names = "--forget", description = "Forgets all that are over.")
    boolean forget;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = CheckVerb.out(spec);
        DaemonClient daemon = options.client();
        if (forget) {
            JsonNode answer = daemon.delete("/_indexer/jobs?finished");
            out.println(answer.path("forgotten").asLong() + " forgotten");
        } else if (id != null) {
            out.println(daemon.get("/_indexer/jobs/" + id).toPrettyString());
        } else {
            JsonNode answer = daemon.get("/_indexer/jobs" + (status == null ? "" : "?status=" + status));
            if (json) {
                out.println(answer.toPrettyString());
            } else {
                JobLines.table(answer.path("jobs"), out);
            }
        }
        out.flush();
        return ExitCodes.DONE;
    }
}
