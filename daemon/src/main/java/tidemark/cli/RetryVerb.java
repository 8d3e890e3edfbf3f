package tidemark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark retry}: tries failed jobs again. */
@Command(
        name = "retry",
        description = "Tries a job again that failed or was cancelled: from where it was, if its index is still there.")
public final class RetryVerb implements Callable<Integer> {

    @Mixin
    DaemonOptions options = new DaemonOptions();

    @Parameters(paramLabel = "ID", arity = "0..1", description = "The job, as tidemark jobs lists it.")
    @Nullable
    String id;

    @Option(names = "--failed", description = "All that failed and may be tried again.")
    boolean failed;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if ((id == null) != failed) {
            throw new picocli.CommandLine.ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "name one job, or say --failed");
        }
        ObjectNode nothing = JsonNodeFactory.instance.objectNode();
        PrintWriter out = CheckVerb.out(spec);
        if (failed) {
            JsonNode answer = options.client().post("/_indexer/jobs/_retry_failed", nothing);
            JobLines.table(answer.path("jobs"), out);
        } else {
            JsonNode job = options.client().post("/_indexer/jobs/" + id + "/_retry", nothing);
            out.println("job " + id + " is " + job.path("status").asText());
        }
        out.flush();
        return ExitCodes.DONE;
    }
}
