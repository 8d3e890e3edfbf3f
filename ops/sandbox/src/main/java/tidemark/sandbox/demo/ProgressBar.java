package tidemark.sandbox.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** A bar that grows in place on a terminal; a line for every tenth elsewhere. */
final class ProgressBar {
    /** A system property, set by {@code ops/demo}: standard input is a pipe there. */
    private static final String TERMINAL = "tidemark.demo.terminal";

    private static final int WIDTH = 40;
    private static final int STEPS = 10;

    private final PrintStream out;
    private final long total;
    private final boolean terminal = Boolean.getBoolean(TERMINAL);
    private long shownStep = -1;

    ProgressBar(PrintStream out, long total) {
        this.out = out;
        this.total = total;
    }

    void show(long done, String status) {
        long share = Math.min(done, total) * WIDTH / total;
        String line = String.format(
                Locale.ROOT,
                "  [%-" + WIDTH + "s] %,d of %,d documents, %s",
                "#".repeat(Math.toIntExact(share)),
                done,
                total,
                status);
        if (terminal) {
            out.print("\r" + line + "\u001b[K");
            out.flush();
        } else if (done * STEPS / total != shownStep) {
            shownStep = done * STEPS / total;
            out.println(line);
        }
    }

    void end(Duration took) {
        show(total, String.format(Locale.ROOT, "%.1f s after the daemon was started", took.toMillis() / 1000.0));
        if (terminal) {
            out.println();
        }
    }
}
