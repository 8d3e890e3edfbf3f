package tidemark.config;

/** A password or key that no log shows. */
public final class Secret {

    private final String text;

    /** A secret with this text. */
    public Secret(String text) {
        this.text = text;
    }

    /** The text itself: for the connection that needs it, and nothing else. */
    public String reveal() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
