package tidemark.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidemark resume}: indexing goes on where it was. */
@Command(name = "resume", description = "Lets a daemon that was paused go on.")
public final class ResumeVerb implements Callable<Integer> {

    @Mixin
    DaemonOptions options = new DaemonOptions();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        DaemonClient.Answer answer = options.daemon().post("/_indexer/_resume", JsonNodeFactory.instance.objectNode());
        PrintWriter out = CheckVerb.out(spec);
        out.println(
                answer.json().path("was").isObject()
                        ? "resumed; it was paused since "
                                + Words.second(answer.json().at("/was/since").asText())
                        : "it was not paused");
        out.flush();
        return ExitCodes.DONE;
    }
}
