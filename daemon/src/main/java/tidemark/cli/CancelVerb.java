package tidemark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark cancel}: ends a job; the index that serves stays as it is. */
@Command(
        name = "cancel",
        description = "Cancels a job that is pending or running. The index that serves stays as it is.")
public final class CancelVerb implements Callable<Integer> {

    @Mixin
    DaemonOptions options = new DaemonOptions();

    @Parameters(paramLabel = "ID", description = "The job, as tidemark jobs lists it.")
    String id = "";

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        JsonNode job =
                options.client().post("/_indexer/jobs/" + id + "/_cancel", JsonNodeFactory.instance.objectNode());
        PrintWriter out = CheckVerb.out(spec);
        out.println("job " + id + " is " + job.path("status").asText());
        out.flush();
        return ExitCodes.DONE;
    }
}
