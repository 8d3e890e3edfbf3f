package tidemark.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark pause}: nothing is indexed until {@code tidemark resume}. */
@Command(
        name = "pause",
        description = {
            "Lets the daemon index nothing until `tidemark resume`; it goes on where it was. Outlives restarts.",
            "Searches are answered all the while; changes are kept in the change log."
        })
public final class PauseVerb implements Callable<Integer> {

    @Mixin
    DaemonOptions options = new DaemonOptions();

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "What whoever comes next should know.")
    String reason = "";

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        DaemonClient.Answer answer = options.daemon()
                .post("/_indexer/_pause", JsonNodeFactory.instance.objectNode().put("reason", reason));
        PrintWriter out = CheckVerb.out(spec);
        out.println(
                "paused since " + Words.second(answer.json().at("/paused/since").asText()) + ": "
                        + Words.line(answer.json().at("/paused/reason").asText(), 200));
        out.flush();
        return ExitCodes.DONE;
    }
}
