package tidemark.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tidemark.app.DatabaseSetup;

/** {@code tidemark uninstall}: takes the change log out of the database. */
@Command(
        name = "uninstall",
        description = {
            "Removes the change log, its triggers and functions from the database. Leaves nothing.",
            "Refuses while a daemon of the same name runs: stop it first. Indices and state in Elasticsearch stay; delete them there."
        })
public final class UninstallVerb implements Callable<Integer> {

    @Mixin
    ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--print", description = "Only prints the SQL, for a database administrator to run.")
    boolean print;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        try (DatabaseSetup setup = DatabaseSetup.open(options.read(), false)) {
            List<String> statements = print ? setup.plannedRemoval() : setup.remove();
            PrintWriter out = CheckVerb.out(spec);
            statements.forEach(statement -> out.println(statement.stripTrailing() + ";"));
            out.println(
                    statements.isEmpty()
                            ? "-- nothing of Tidemark is there"
                            : "-- " + statements.size() + (print ? " statements to run" : " statements applied"));
            out.flush();
            return ExitCodes.DONE;
        }
    }
}
