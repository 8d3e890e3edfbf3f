package tidemark.telemetry;

/** Something that takes time. Ended once, by any thread; what is said of it later is lost. */
public interface Span extends AutoCloseable {

    /** Says nothing. */
    Span OFF = new Span() {
        @Override
        public Span child(String name) {
            return this;
        }

        @Override
        public Span with(String attribute, String value) {
            return this;
        }

        @Override
        public Span with(String attribute, long value) {
            return this;
        }

        @Override
        public Span with(String attribute, double value) {
            return this;
        }

        @Override
        public void failed(Throwable cause) {}

        @Override
        public void failed(String reason) {}

        @Override
        public void close() {}
    };

    /** Begins a part of it. */
    Span child(String name);

    /** Says something of it. */
    Span with(String attribute, String value);

    /** Says something of it. */
    Span with(String attribute, long value);

    /** Says something of it. */
    Span with(String attribute, double value);

    /** It failed: the exception is recorded, and the status is an error. */
    void failed(Throwable cause);

    /** It failed, without an exception. */
    void failed(String reason);

    /** It ends. */
    @Override
    void close();
}
