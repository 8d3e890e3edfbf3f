package tidemark.telemetry;

import java.time.Instant;

/** Where spans are begun. Off, it hands out one that does nothing, and costs nothing. */
public interface Traces extends AutoCloseable {

    /** Traces nothing. */
    Traces OFF = new Traces() {
        @Override
        public Span begin(String name, Instant since) {
            return Span.OFF;
        }

        @Override
        public void close() {}
    };

    /**
     * Begins a trace.
     *
     * @param name of its first span
     * @param since when that began
     */
    Span begin(String name, Instant since);

    /** Sends what is left, for a few seconds at most. */
    @Override
    void close();
}
