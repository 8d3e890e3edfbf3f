package tidemark.http;

/** Told of requests that were turned away; counted by whoever has a registry. Any thread; must return at once. */
public interface AccessMetrics {

    /** Nobody counts. */
    AccessMetrics NONE = reason -> {};

    /**
     * One was.
     *
     * @param reason one of few words: {@code no_token}, {@code unknown_token}, {@code expired}, {@code unknown_certificate},
     *     {@code scope}, {@code host}, {@code origin}, {@code method}, {@code too_long}, {@code busy}
     */
    void denied(String reason);
}
