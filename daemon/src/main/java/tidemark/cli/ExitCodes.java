package tidemark.cli;

import java.io.PrintWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import tidemark.config.ConfigurationException;
import tidemark.lifecycle.Refusal;
import tidemark.lifecycle.Unavailable;

/** Which exit code a failure has, and what a person reads about it. */
public final class ExitCodes {

    /** Done, or ended on request. */
    public static final int DONE = 0;

    /** A bug. */
    public static final int BUG = 1;

    /** Wrong command line or configuration. */
    public static final int CONFIGURATION = 2;

    /** A person must act. */
    public static final int REFUSED = 3;

    /** A server is away. */
    public static final int AWAY = 4;

    private static final Logger LOG = LoggerFactory.getLogger(ExitCodes.class);

    private ExitCodes() {}

    /** The code of a failure. */
    public static int of(Throwable failure) {
        if (failure instanceof ConfigurationException || failure instanceof CommandLine.ParameterException) {
            return CONFIGURATION;
        }
        if (failure instanceof Refusal) {
            return REFUSED;
        }
        if (failure instanceof DaemonFailure daemon) {
            return daemon.exitCode();
        }
        return failure instanceof Unavailable ? AWAY : BUG;
    }

    /** Tells what is wrong with a command line, in few lines: the whole help would push the reason off the screen. */
    public static int misused(CommandLine.ParameterException wrong, String[] arguments) {
        CommandLine commandLine = wrong.getCommandLine();
        PrintWriter err = commandLine.getErr();
        err.println(Words.plain(String.valueOf(wrong.getMessage())));
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err)) {
            if (commandLine.getSubcommands().isEmpty()) {
                err.print("Usage: " + commandLine.getHelp().synopsis("Usage: ".length()));
                err.println(commandLine.getCommandSpec().qualifiedName() + " --help tells more");
            } else {
                commandLine.usage(err);
            }
        }
        err.flush();
        return CONFIGURATION;
    }

    /** Tells what went wrong on standard error, without a stack trace where a person can act. */
    public static int report(Exception failure, CommandLine commandLine, CommandLine.ParseResult parsed) {
        PrintWriter err = commandLine.getErr();
        int code = of(failure);
        if (failure instanceof ConfigurationException wrong) {
            err.println(wrong.problems().size() + " problem(s) in the configuration:");
            wrong.problems()
                    .forEach(problem -> err.println("  " + problem.toString().replace("\n", "\n  ")));
        } else if (failure instanceof Refusal refusal) {
            err.println("refused: " + refusal.getMessage());
            err.println("    " + refusal.hint().replace("\n", "\n    "));
        } else if (failure instanceof DaemonFailure daemon) {
            LOG.debug("event=daemon_failure", failure);
            err.println(Words.plain(String.valueOf(daemon.getMessage())));
            if (!daemon.hint().isBlank()) {
                err.println("    " + Words.plain(daemon.hint()).replace("\n", "\n    "));
            }
        } else if (code == AWAY) {
            err.println("a server is away: " + failure.getMessage());
        } else {
            LOG.error("event=bug", failure);
            err.println("this is a bug: " + failure);
        }
        err.flush();
        return code;
    }
}
