package tidemark.cli;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tidemark.app.Checkup;

/** {@code tidemark check}: holds the configuration against the live database and index. Changes nothing. */
@Command(
        name = "check",
        description = {
            "Validates the configuration against the live database and Elasticsearch. Changes nothing.",
            "Shows the resolved plan of each type as a tree, and composes one sample document of each."
        })
public final class CheckVerb implements Callable<Integer> {

    @Mixin
    ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--audits", description = "Only runs the examples given beside the audit rules. Needs no server.")
    boolean audits;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = out(spec);
        Checkup checkup = new Checkup(options.read(), out::println);
        boolean sound = audits ? checkup.audits() : checkup.run();
        out.flush();
        return sound ? ExitCodes.DONE : ExitCodes.REFUSED;
    }

    static PrintWriter out(@Nullable CommandSpec spec) {
        return Objects.requireNonNull(spec, "the command line sets it")
                .commandLine()
                .getOut();
    }
}
