package tidemark.change;

/** Which document of which document type; printed as {@code type:key}. The key is that of the root row. */
public record DocumentId(String type, Key key) {

    @Override
    public String toString() {
        return type + ":" + key;
    }
}
