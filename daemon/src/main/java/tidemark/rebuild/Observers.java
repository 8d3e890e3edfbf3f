package tidemark.rebuild;

import tidemark.delivery.DocumentMetrics;
import tidemark.document.ComposerMeter;
import tidemark.telemetry.Traces;

/**
 * Who is told what jobs do.
 *
 * @param composer what composing costs
 * @param documents what becomes of documents
 * @param traces where spans are begun
 */
public record Observers(ComposerMeter composer, DocumentMetrics documents, Traces traces) {

    /** Nobody. */
    public static final Observers NONE = new Observers(ComposerMeter.NONE, DocumentMetrics.NONE, Traces.OFF);
}
