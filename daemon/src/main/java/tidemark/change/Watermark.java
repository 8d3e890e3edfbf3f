package tidemark.change;

/** Which transactions were consumed from the change log. {@link PrimaryWatermark} or {@link StandbyWatermark}. */
public sealed interface Watermark permits PrimaryWatermark, StandbyWatermark {

    /** Whether the rows of this transaction, as far as they were visible then, were consumed. */
    boolean covers(long xid);

    /** No transaction below this one is uncovered: rows below it may be pruned. */
    long floor();
}
