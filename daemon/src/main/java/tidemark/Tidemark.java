package tidemark;

import picocli.CommandLine;
import tidemark.cli.CancelVerb;
import tidemark.cli.CheckVerb;
import tidemark.cli.CompletionVerb;
import tidemark.cli.ExitCodes;
import tidemark.cli.ExplainVerb;
import tidemark.cli.ForgetVerb;
import tidemark.cli.HealthVerb;
import tidemark.cli.InitVerb;
import tidemark.cli.JobsVerb;
import tidemark.cli.PauseVerb;
import tidemark.cli.ReindexVerb;
import tidemark.cli.ResumeVerb;
import tidemark.cli.RetryVerb;
import tidemark.cli.RollbackVerb;
import tidemark.cli.RunVerb;
import tidemark.cli.StatusVerb;
import tidemark.cli.TokenVerb;
import tidemark.cli.UninstallVerb;
import tidemark.cli.VerifyVerb;
import tidemark.cli.WaitVerb;

/**
 * The program: {@code tidemark run | init | check | uninstall | reindex | jobs | cancel | retry | forget | rollback | verify | wait |
 * explain | pause | resume | health | token | status | completion}. Only here does the process exit.
 */
@CommandLine.Command(
        name = "tidemark",
        description = "Keeps Elasticsearch documents true to PostgreSQL.",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        version = "tidemark 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunVerb.class,
            InitVerb.class,
            CheckVerb.class,
            UninstallVerb.class,
            ReindexVerb.class,
            JobsVerb.class,
            CancelVerb.class,
            RetryVerb.class,
            ForgetVerb.class,
            RollbackVerb.class,
            VerifyVerb.class,
            WaitVerb.class,
            ExplainVerb.class,
            PauseVerb.class,
            ResumeVerb.class,
            HealthVerb.class,
            TokenVerb.class,
            StatusVerb.class,
            CompletionVerb.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, or ended on request",
            "1:a bug; please report it",
            "2:wrong command line or configuration",
            "3:refused: a person must act, the message says how; a job that was waited for did not complete",
            "4:a server is away, or no daemon answers"
        })
public final class Tidemark {

    private Tidemark() {}

    /** Runs the verb that the arguments name. */
    public static void main(String... arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command line, for tests too. */
    public static CommandLine commandLine() {
        return new CommandLine(new Tidemark())
                // A line of an @FILE is an argument as it is: ids contain quotes and blanks.
                .setUseSimplifiedAtFiles(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExitCodeExceptionMapper(ExitCodes::of)
                .setParameterExceptionHandler(ExitCodes::misused)
                .setExecutionExceptionHandler(ExitCodes::report);
    }
}
