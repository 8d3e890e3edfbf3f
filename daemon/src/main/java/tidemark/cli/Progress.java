package tidemark.cli;

import java.io.PrintWriter;

/** Shows how jobs get on while a verb waits for them. */
interface Progress extends AutoCloseable {

    /** More bars than this do not fit into every terminal. */
    int MOST_BARS = 15;

    /** Bars in a terminal; lines everywhere else, and for very many jobs. */
    static Progress to(PrintWriter out, int jobs, Pace pace) {
        return Terminal.ours().moves() && jobs <= MOST_BARS ? new ProgressBars(out) : new ProgressLines(out, pace);
    }

    /** A job as it is now. */
    void show(JobReport job);

    /** Something else to know. */
    void note(String line);

    @Override
    void close();
}
