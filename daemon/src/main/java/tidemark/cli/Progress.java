package tidemark.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Objects;

/** Shows how jobs get on while a verb waits for them. */
interface Progress extends AutoCloseable {

    /** More bars than this do not fit into every terminal. */
    int MOST_BARS = 15;

    /** Bars in a terminal; lines everywhere else, and for very many jobs. */
    static Progress to(PrintWriter out, int jobs, Pace pace) {
        return terminal() && jobs <= MOST_BARS ? new ProgressBars(out) : new ProgressLines(out, pace);
    }

    /** Whether a person in front of a terminal sees the output. */
    @SuppressWarnings("SystemConsoleNull") // what a newer Java gives instead of null is asked below
    private static boolean terminal() {
        Console console = System.console();
        String kind = Objects.requireNonNullElse(System.getenv("TERM"), "dumb");
        if (console == null || kind.equals("dumb")) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true; // a Java that has no console without a terminal
        }
    }

    /** A job as it is now. */
    void show(JobReport job);

    /** Something else to know. */
    void note(String line);

    @Override
    void close();
}
