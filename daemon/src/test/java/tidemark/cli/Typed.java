package tidemark.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** What came of a command line. */
record Typed(int exitCode, String out, String err) {

    /** Runs the verb with these arguments. */
    static Typed run(Object verb, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = new CommandLine(verb)
                .setExitCodeExceptionMapper(ExitCodes::of)
                .setParameterExceptionHandler(ExitCodes::misused)
                .setExecutionExceptionHandler(ExitCodes::report)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Typed(code, out.toString(), err.toString());
    }

    /** The same, with the address of this daemon. */
    static Typed run(Object verb, ScriptedDaemon daemon, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--url", daemon.url().toString()));
        all.addAll(List.of(arguments));
        return run(verb, all.toArray(String[]::new));
    }
}
