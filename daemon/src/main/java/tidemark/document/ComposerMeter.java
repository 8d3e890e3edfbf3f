package tidemark.document;

/** What composing costs. Called by many threads. */
public interface ComposerMeter {

    /** Nobody is interested. */
    ComposerMeter NONE = (rows, nanos) -> {};

    /**
     * A query was read to its end.
     *
     * @param rows how many rows it gave
     * @param nanos from sending it to its last row
     */
    void queried(long rows, long nanos);
}
