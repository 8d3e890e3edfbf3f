package tidemark.cli;

import java.io.Console;
import java.util.Map;
import java.util.Objects;

/**
 * What the place can do that output goes to.
 *
 * @param moves whether lines can be drawn over again
 * @param colours whether colours are seen, and wanted
 */
record Terminal(boolean moves, boolean colours) {

    /** Neither. */
    static final Terminal PLAIN = new Terminal(false, false);

    /** That of this process. */
    static Terminal ours() {
        return of(person(), System.getenv());
    }

    /**
     * That of these surroundings.
     *
     * @param person whether somebody sees the output
     * @param environment {@code TERM}, and {@code NO_COLOR}, which says by being there and not empty that colours are not wanted
     */
    static Terminal of(boolean person, Map<String, String> environment) {
        boolean moves = person && !environment.getOrDefault("TERM", "dumb").equals("dumb");
        return new Terminal(
                moves, moves && environment.getOrDefault("NO_COLOR", "").isEmpty());
    }

    @SuppressWarnings("SystemConsoleNull") // what a newer Java gives instead of null is asked below
    private static boolean person() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean)
                    Objects.requireNonNull(Console.class.getMethod("isTerminal").invoke(console));
        } catch (ReflectiveOperationException e) {
            return true; // a Java that has no console without a terminal
        }
    }
}
