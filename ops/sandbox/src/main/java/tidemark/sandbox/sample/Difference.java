package tidemark.sandbox.sample;

/**
 * One place where a document is not what the database says.
 *
 * @param type document type
 * @param id of the document
 * @param kind what is wrong with it
 * @param path into the document, as {@code $.lines[0].track.Name}; {@code $} for the whole of it
 * @param expected JSON that the database says, or empty
 * @param found JSON that Elasticsearch holds, or empty
 */
public record Difference(String type, String id, Kind kind, String path, String expected, String found) {
    /** What is wrong. */
    public enum Kind {
        /** A row without a document. */
        MISSING,
        /** A document without a row. */
        EXTRA,
        /** A document that says something else. */
        DIFFERENT
    }

    @Override
    public String toString() {
        return switch (kind) {
            case MISSING -> type + ":" + id + " is missing";
            case EXTRA -> type + ":" + id + " is extra";
            case DIFFERENT -> type + ":" + id + " " + path + " expected " + expected + " found " + found;
        };
    }
}
