package tidemark.lifecycle;

/**
 * A statement names a table, a column or a function that the database does not have, or has with another type: what it was made
 * from no longer fits the database.
 */
public final class SchemaChanged extends IllegalStateException {

    private static final long serialVersionUID = 1;

    /** With what was tried and what the server said. */
    public SchemaChanged(String message, Throwable cause) {
        super(message, cause);
    }
}
