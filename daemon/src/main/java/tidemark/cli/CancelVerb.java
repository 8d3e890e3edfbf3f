package tidemark.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark cancel}: ends a job that waits or runs. */
@Command(
        name = "cancel",
        description = "Cancels a pending or running job of the running daemon. The live index stays as it is.")
public final class CancelVerb implements Callable<Integer> {

    @Mixin
    DaemonOptions options = new DaemonOptions();

    @Parameters(paramLabel = "ID", description = "The job.")
    String id = "";

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        String path = options.pathOf(id);
        DaemonClient daemon = options.daemon();
        JobReport job = JobReport.one(daemon, daemon.post(path + "/_cancel", JsonNodeFactory.instance.objectNode()));
        PrintWriter out = CheckVerb.out(spec);
        JobTable.brief(List.of(job)).forEach(out::println);
        out.flush();
        return ExitCodes.DONE;
    }
}
