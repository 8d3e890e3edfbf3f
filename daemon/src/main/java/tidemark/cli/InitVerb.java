package tidemark.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tidemark.app.DatabaseSetup;
import tidemark.app.StarterConfiguration;
import tidemark.config.StartSettings;
import tidemark.lifecycle.Refusal;

/** {@code tidemark init}: shows and applies the SQL of the change log; or writes a configuration to begin with. */
@Command(
        name = "init",
        description = {
            "Installs or upgrades the change log in the database: applies SQL, and tells each statement in one line.",
            "May be run again at any time; it does only what is missing.",
            "With --from-database it changes nothing, and writes a configuration to begin with instead."
        })
public final class InitVerb implements Callable<Integer> {

    private static final int WIDTH = 110;

    @Mixin
    ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--print", description = "Only prints the SQL, for a database administrator to run.")
    boolean print;

    @Option(names = "--verbose", description = "Tells each statement in full as it was applied.")
    boolean verbose;

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

    @Option(
            names = "--from-database",
            description = {
                "Writes a configuration to begin with, from what the database says of its tables and foreign keys: document",
                "types, what they embed, and as comments what they could. Changes nothing."
            })
    boolean fromDatabase;

    @Option(
            names = "--postgres-url",
            paramLabel = "URL",
            description = {
                "With --from-database: the database, such as postgresql://127.0.0.1:5432/shop. No configuration is needed then.",
                "User and password come from the environment: TIDEMARK_POSTGRES_USER, TIDEMARK_POSTGRES_PASSWORD."
            })
    @Nullable
    String postgresUrl;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "With --from-database: the file to write, which must not be there yet; else it is printed.")
    @Nullable
    Path output;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        if (fromDatabase) {
            return begin();
        }
        if (postgresUrl != null || output != null) {
            throw wrong("--postgres-url and --output go with --from-database");
        }
        try (DatabaseSetup setup = DatabaseSetup.open(options.read(), createSchema)) {
            List<String> statements = print ? setup.planned(role) : setup.apply(role);
            PrintWriter out = CheckVerb.out(spec);
            statements.forEach(statement -> out.println(
                    print || verbose ? statement.stripTrailing() + ";" : Words.line(statement.strip(), WIDTH)));
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

    private int begin() {
        if (print || verbose || role != null || createSchema) {
            throw wrong(
                    "--from-database writes a configuration, and goes with none of --print, --verbose, --grant-to and"
                            + " --create-schema");
        }
        if (output != null && Files.exists(output)) {
            throw new Refusal(output + " is there already", "name another file with --output, or move it away");
        }
        boolean named = command().getParseResult().hasMatchedOption("--config");
        StarterConfiguration begun = StarterConfiguration.of(
                StartSettings.read(options.file, named, postgresUrl, System.getenv(), options.flags),
                LocalDate.now(ZoneId.systemDefault()));
        PrintWriter out = CheckVerb.out(spec);
        if (output == null) {
            out.print(begun.text());
        } else {
            write(output, begun.text());
            out.println(output + ": " + begun.summary());
            out.println("next: tidemark check --config " + output);
        }
        out.flush();
        return ExitCodes.DONE;
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw refused(file + " is there already", "name another file with --output, or move it away", e);
        } catch (IOException e) {
            throw refused("cannot write " + file + ": " + e, "name another file with --output", e);
        }
    }

    private static Refusal refused(String message, String hint, IOException cause) {
        Refusal refusal = new Refusal(message, hint);
        refusal.initCause(cause);
        return refusal;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command(), message);
    }

    private CommandLine command() {
        return Objects.requireNonNull(spec, "the command line sets it").commandLine();
    }
}
