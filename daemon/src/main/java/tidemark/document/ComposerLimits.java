package tidemark.document;

/**
 * Bounds of composing.
 *
 * @param documentBytes largest document; a larger one fails with the reason. Elasticsearch's {@code http.max_content_length} is 100
 *     MB for a whole request
 * @param batchBytes most bytes held for one plan node of a batch; a larger batch is halved until it fits
 * @param fetchRows rows that the driver takes from the server at a time
 */
public record ComposerLimits(long documentBytes, long batchBytes, int fetchRows) {

    /** 95 MB a document, 24 MB a node of a batch, 2,000 rows. */
    public static final ComposerLimits DEFAULT = new ComposerLimits(95L << 20, 24L << 20, 2000);

    /** The most that one Java array holds, with room to grow. */
    private static final long MOST = 1L << 30;

    /** Checks the bounds. */
    public ComposerLimits {
        if (documentBytes < 1 || documentBytes > MOST || batchBytes < 1 || batchBytes > MOST || fetchRows < 1) {
            throw new IllegalArgumentException("expected sizes of 1 byte to 1 GiB and at least 1 row, got documents of "
                    + documentBytes + ", batches of " + batchBytes + " bytes, " + fetchRows + " rows");
        }
    }
}
