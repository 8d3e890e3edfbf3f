package tidemark.telemetry;

/**
 * The metrics as a scraper reads them.
 *
 * @param contentType in the format that it accepts
 * @param text UTF-8 when it is sent
 */
public record Page(String contentType, String text) {}
