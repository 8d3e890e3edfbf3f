package tidemark.http;

import org.jspecify.annotations.Nullable;

/** The numbers of the daemon for a scraper; returns at once. */
public interface Metrics {

    /**
     * One scrape.
     *
     * @param contentType of the body
     * @param body in that format, UTF-8
     */
    record Scrape(String contentType, String body) {}

    /** The numbers as they are now, in a format that the {@code Accept} of the request takes; it may be null. */
    Scrape scrape(@Nullable String accept);
}
