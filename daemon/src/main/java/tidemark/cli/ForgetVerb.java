package tidemark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidemark forget}: takes finished jobs off the list. */
@Command(
        name = "forget",
        description =
                "Makes the running daemon forget its completed, failed and cancelled jobs. Indices stay as they are.")
public final class ForgetVerb implements Callable<Integer> {

    @Mixin
    DaemonOptions options = new DaemonOptions();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        DaemonClient daemon = options.daemon();
        JsonNode forgotten = daemon.delete("/_indexer/jobs?finished").json().path("forgotten");
        if (!forgotten.isNumber()) {
            throw daemon.lacks("forgotten");
        }
        PrintWriter out = CheckVerb.out(spec);
        out.println(Words.count(forgotten.asLong()) + " finished job(s) forgotten");
        out.flush();
        return ExitCodes.DONE;
    }
}
