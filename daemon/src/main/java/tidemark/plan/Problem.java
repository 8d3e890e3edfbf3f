package tidemark.plan;

/**
 * Something wrong with the configuration, or between it and the database.
 *
 * @param place where it was written
 * @param message what is wrong and what was expected
 * @param hint what to do, ideally the line to write; may be empty
 */
public record Problem(Place place, String message, String hint) {

    @Override
    public String toString() {
        return place + ": " + message + (hint.isEmpty() ? "" : "\n    " + hint.replace("\n", "\n    "));
    }
}
