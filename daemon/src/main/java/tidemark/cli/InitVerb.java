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

/** {@code tidemark init}: shows and applies the SQL of the change log. */
@Command(
        name = "init",
        description = {
            "Installs or upgrades the change log in the database: shows the SQL and applies it.",
            "May be run again at any time; it does only what is missing."
        })
public final class InitVerb implements Callable<Integer> {

    @Mixin
    ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--print", description = "Only prints the SQL, for a database administrator to run.")
    boolean print;

    @Option(
            names = "--grant-to",
            paramLabel = "ROLE",
            description = "Also grants this role what the daemon needs, and no more.")
    @Nullable
    String role;

    @Option(
            names = "--create-schema",
            description = "With source.layout: objects alone: makes the tables of an object store in an empty schema.")
    boolean createSchema;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        try (DatabaseSetup setup = DatabaseSetup.open(options.read(), createSchema)) {
            List<String> statements = print ? setup.planned(role) : setup.apply(role);
            PrintWriter out = CheckVerb.out(spec);
            statements.forEach(statement -> out.println(statement.stripTrailing() + ";"));
            out.println(
                    statements.isEmpty()
                            ? "-- nothing is missing"
                            : "-- " + statements.size() + (print ? " statements to run" : " statements applied"));
            if (!setup.note().isEmpty()) {
                out.println("-- " + setup.note());
            }
            out.flush();
            return ExitCodes.DONE;
        }
    }
}
