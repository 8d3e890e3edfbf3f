package tidemark.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark completion}: what a shell needs to complete verbs and options. */
@Command(
        name = "completion",
        description = {
            "Prints what lets a shell complete verbs and options of tidemark.",
            "bash: source <(tidemark completion bash)    zsh: source <(tidemark completion zsh)"
        })
public final class CompletionVerb implements Callable<Integer> {

    /** A shell that can be served. */
    enum Shell {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
    Shell shell = Shell.BASH;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine program =
                Objects.requireNonNull(spec, "the command line sets it").root().commandLine();
        PrintWriter out = CheckVerb.out(spec);
        if (shell == Shell.ZSH) {
            // Its own completion has to be there before that of bash can be used in it.
            out.println("autoload -Uz compinit bashcompinit && compinit -u && bashcompinit");
        }
        out.print(AutoComplete.bash(program.getCommandName(), program));
        out.flush();
        return ExitCodes.DONE;
    }
}
