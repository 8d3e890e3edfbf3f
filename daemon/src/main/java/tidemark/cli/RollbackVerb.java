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

/** {@code tidemark rollback}: lets the index serve that served before the last reindex. */
@Command(
        name = "rollback",
        description = {
            "Lets the index of a type serve again that served before its last reindex.",
            "It was kept true meanwhile, for as long as jobs.keep_previous says. Again, and the newer one serves. Nothing rebuilds the type by itself from then on but",
            "changes that no cycle can write; tidemark reindex does."
        })
public final class RollbackVerb implements Callable<Integer> {

    @Mixin
    DaemonOptions options = new DaemonOptions();

    @Parameters(paramLabel = "TYPE", description = "The document type.")
    String type = "";

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        DaemonClient daemon = options.daemon();
        JobReport job = JobReport.one(
                daemon,
                daemon.post(
                        "/_indexer/jobs/_roll_back",
                        JsonNodeFactory.instance.objectNode().put("type", type)));
        PrintWriter out = CheckVerb.out(spec);
        JobTable.brief(List.of(job)).forEach(out::println);
        out.flush();
        return ExitCodes.DONE;
    }
}
