package tidemark.config;

/** The names that a person may give to a field of a document. */
final class FieldName {

    /** The object that holds our own metadata. */
    private static final String OURS = "_tidemark";

    private FieldName() {}

    static void check(Reading reading, String name, int line, String path) {
        if (name.isBlank() || name.contains(".") || !name.equals(name.strip())) {
            reading.problems().at(line, path, "expected the name of a field, without dots, got '" + name + "'", "");
        } else if (name.equals(OURS)) {
            reading.problems()
                    .at(line, path, "'" + OURS + "' is taken by the daemon's own metadata", "choose another name");
        }
    }
}
