package tidemark.cli;

import java.io.PrintWriter;

/** What a person reads who ends the program by a signal, while this is open. */
final class Farewell implements AutoCloseable {

    private final Thread hook;

    private Farewell(Thread hook) {
        this.hook = hook;
    }

    /** From now on a signal prints these words. */
    static Farewell prepare(PrintWriter out, String words) {
        Thread hook = new Thread(
                () -> {
                    out.println();
                    out.println(words);
                    out.flush();
                },
                "tidemark-farewell");
        Runtime.getRuntime().addShutdownHook(hook);
        return new Farewell(hook);
    }

    @Override
    @SuppressWarnings("EmptyCatch") // the program ends, so that the words are said
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // Said already.
        }
    }
}
