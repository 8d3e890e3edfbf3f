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
import tidemark.app.VerifyRun;

/** {@code tidemark verify}: compares documents with their rows. */
@Command(
        name = "verify",
        description = {
            "Compares the documents of the index with their rows, beside the running daemon.",
            "Names what is missing, what is extra, and what differs with the path where. Ends with 3 if it found anything that it has not mended."
        })
public final class VerifyVerb implements Callable<Integer> {

    @Mixin
    ConfigurationOptions options = new ConfigurationOptions();

    @Parameters(paramLabel = "TYPE", arity = "0..*", description = "Document types to compare; all without.")
    List<String> types = new ArrayList<>();

    @Option(names = "--repair", description = "Mends what is found: the daemon writes it again with its next cycle.")
    boolean repair;

    @Option(
            names = "--sample",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Compares about so many rows of each type, picked at random, and looks for no extra documents.")
    int sample;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = CheckVerb.out(spec);
        if (sample < 0) {
            throw new picocli.CommandLine.ParameterException(
                    java.util.Objects.requireNonNull(spec).commandLine(),
                    "--sample: expected a number of rows, got " + sample);
        }
        boolean sound = new VerifyRun(options.read(), line -> {
                    out.println(line);
                    out.flush();
                })
                .run(new VerifyRun.Wanted(types, repair, sample));
        return sound ? ExitCodes.DONE : ExitCodes.REFUSED;
    }
}
