package tidemark.config;

import java.time.Duration;
import java.util.List;

/**
 * The change log in the database.
 *
 * @param schema that holds it
 * @param retention how long covered rows are kept
 * @param maxRows beyond this many rows the log marks itself overflowed and stops growing
 * @param pruneBatch rows that one pruning statement removes at most
 */
public record CaptureSettings(String schema, Duration retention, long maxRows, int pruneBatch) {

    static final Key<String> SCHEMA = new Key<>(
            "capture.schema",
            Kind.text("the name of a schema: lower case letters, digits, _, at most 63", "[a-z_][a-z0-9_]{0,62}"),
            "tidemark",
            "The schema that holds the change log and its functions; tidemark init makes it. Two configurations on one database need one each.");
    static final Key<Duration> RETENTION = new Key<>(
            "capture.retention",
            Kind.duration("10m", "365d"),
            "24h",
            "How long rows of the change log are kept after they were logged, once they are indexed; when the log is more than"
                    + " half full they go as soon as they are indexed.");
    static final Key<Long> MAX_ROWS = new Key<>(
            "capture.max_rows",
            Kind.number(1000, 10_000_000_000L),
            "50_000_000",
            "With this many rows the log stops growing, so that an abandoned daemon does not fill the disk; a rebuild"
                    + " follows.");
    static final Key<Integer> PRUNE_BATCH = new Key<>(
            "capture.prune_batch",
            Kind.integer(100, 1_000_000),
            "10_000",
            "Rows that one pruning statement removes at most.");

    static final Section<CaptureSettings> SECTION = new Section<>(
            "capture",
            "The change log in the database.",
            List.of(SCHEMA, RETENTION, MAX_ROWS, PRUNE_BATCH),
            values -> new CaptureSettings(
                    values.get(SCHEMA), values.get(RETENTION), values.get(MAX_ROWS), values.get(PRUNE_BATCH)));

    /** Checks each value. */
    public CaptureSettings {
        SCHEMA.check(schema);
        RETENTION.check(retention);
        MAX_ROWS.check(maxRows);
        PRUNE_BATCH.check(pruneBatch);
    }
}
