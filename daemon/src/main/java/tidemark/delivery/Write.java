package tidemark.delivery;

import org.jspecify.annotations.Nullable;

/**
 * A document to be written or deleted.
 *
 * @param alias write alias of the physical index that it goes to
 * @param documentId its {@code _id}
 * @param version its generation
 * @param source its JSON in UTF-8, not copied and not to be changed; null deletes
 */
public record Write(
        String alias,
        String documentId,
        long version,
        @SuppressWarnings("ArrayRecordComponent") byte @Nullable [] source) {

    /** Whether it deletes. */
    public boolean isDelete() {
        return source == null;
    }

    @Override
    public String toString() {
        return (source == null ? "delete " : "write ") + alias + "/" + documentId + " at " + version;
    }
}
