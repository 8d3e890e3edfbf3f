package tidemark.cli;

import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tidemark.access.Scope;
import tidemark.access.Token;

/** {@code tidemark token}: makes a token. Only its holder ever has it; the daemon's file gets its hash. */
@Command(
        name = "token",
        description = {
            "Makes a token: prints it once to standard output, and the line for http.tokens_file to standard error.",
            "Nothing is stored: tidemark token grafana >grafana.token 2>>tokens.yaml"
        })
public final class TokenVerb implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "Who will have it, for the log: letters, digits and @ . _ -")
    String name = "";

    @Option(
            names = "--scope",
            paramLabel = "S",
            defaultValue = "read",
            description = "read, or operate: reindex, cancel, retry and what else changes something (default: read).")
    String scope = "read";

    @Option(names = "--expires", paramLabel = "DAY", description = "From this day on it counts no longer: 2027-01-31.")
    @Nullable
    LocalDate expires;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec command = java.util.Objects.requireNonNull(spec, "the command line sets it");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9@._-]{0,62}")) {
            throw new ParameterException(
                    command.commandLine(), "NAME: expected letters, digits and @ . _ -, at most 63");
        }
        if (!scope.equals(Scope.READ.word()) && !scope.equals(Scope.OPERATE.word())) {
            throw new ParameterException(
                    command.commandLine(), "--scope: expected read or operate, got '" + scope + "'");
        }
        Token token = Token.fresh(new SecureRandom());
        PrintWriter err = command.commandLine().getErr();
        err.println("- {name: " + name + ", sha256: " + token.hashText() + ", scope: " + scope
                + (expires == null ? "" : ", expires: " + expires) + "}");
        err.flush();
        PrintWriter out = CheckVerb.out(spec);
        out.println(token.reveal());
        out.flush();
        return ExitCodes.DONE;
    }
}
