package tidemark.capture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import tidemark.change.TableName;
import tidemark.plan.TrackedTable;

/** What captures the changes of one table: a function, and a trigger each for INSERT, UPDATE, DELETE and TRUNCATE. */
final class TableCapture {

    private static final int NAME_LENGTH = 40;

    private final LogSchema schema;
    private final TableName name;
    private final Recorded recorded;

    TableCapture(LogSchema schema, TableName name, Recorded recorded) {
        this.schema = schema;
        this.name = name;
        this.recorded = recorded;
    }

    /** What this table needs. */
    TableCapture(LogSchema schema, TrackedTable table) {
        this(schema, table.table(), Recorded.of(table));
    }

    enum Event {
        INSERT,
        UPDATE,
        DELETE,
        TRUNCATE;

        boolean perRow() {
            return this != TRUNCATE;
        }
    }

    TableName name() {
        return name;
    }

    Recorded recorded() {
        return recorded;
    }

    /** Names the meaning of the arrays in the log's rows. */
    long layoutId() {
        return ByteBuffer.wrap(sha256(List.of(
                                name().schema(),
                                name().name(),
                                recorded.key().toString(),
                                recorded.edges().toString())
                        .toString()))
                .getLong();
    }

    String insertLayout() {
        return "INSERT INTO " + schema.layout() + " VALUES (" + layoutId() + ", "
                + LogSchema.literal(name().schema()) + ", " + LogSchema.literal(name().name()) + ", "
                + texts(recorded.key()) + ", " + texts(recorded.edges()) + ") ON CONFLICT DO NOTHING";
    }

    String functionName() {
        String readable = name().name().replaceAll("[^A-Za-z0-9_]", "_");
        String hash = HexFormat.of().formatHex(sha256(name().sql()), 0, 4);
        return "log_" + readable.substring(0, Math.min(readable.length(), NAME_LENGTH)) + "_" + hash;
    }

    String triggerName(Event event) {
        return schema.schema() + "_" + event.name().toLowerCase(java.util.Locale.ROOT);
    }

    /**
     * Fixed names throughout, so that nobody's search path decides what runs with the owner's rights. Settings that decide
     * the text of a value are set only where a column needs it: each costs time on each row.
     */
    String createFunction() {
        return "CREATE OR REPLACE FUNCTION " + schema.object(functionName()) + "() RETURNS trigger LANGUAGE plpgsql"
                + " SECURITY DEFINER SET search_path = pg_catalog, pg_temp" + textSettings() + " AS $tidemark$" + body()
                + "$tidemark$";
    }

    /** What a function that is as it should be has in {@code pg_proc}. */
    String functionHash() {
        return HexFormat.of().formatHex(sha256(body() + textSettings()), 0, 8);
    }

    String commentFunction() {
        return "COMMENT ON FUNCTION " + schema.object(functionName()) + "() IS " + LogSchema.literal(functionComment());
    }

    /** What the comment of the function says, if it is as it should be. */
    String functionComment() {
        return recorded.comment(functionHash());
    }

    String body() {
        String log = schema.log();
        String tid = LogSchema.tid("number");
        return "\nDECLARE\n  number bigint := nextval(" + LogSchema.literal(schema.sequence()) + ");\nBEGIN\n"
                + "  IF number > pg_sequence_last_value(" + LogSchema.literal(schema.limit()) + ") THEN\n"
                + "    number := nextval(" + LogSchema.literal(schema.skipped()) + ");\n"
                + "  ELSIF TG_OP = 'UPDATE' THEN\n    INSERT INTO " + log
                + " (tid, layout, op, old_key, new_key, old_edges) VALUES (" + tid + ", " + layoutId() + ", 'U', "
                + row("OLD", recorded.key()) + ", " + row("NEW", recorded.key()) + ", "
                + row("OLD", recorded.edges()) + ");\n"
                + "  ELSIF TG_OP = 'INSERT' THEN\n    INSERT INTO " + log + " (tid, layout, op, new_key) VALUES (" + tid
                + ", " + layoutId() + ", 'I', " + row("NEW", recorded.key()) + ");\n"
                + "  ELSIF TG_OP = 'DELETE' THEN\n    INSERT INTO " + log
                + " (tid, layout, op, old_key, old_edges) VALUES (" + tid + ", " + layoutId() + ", 'D', "
                + row("OLD", recorded.key()) + ", " + row("OLD", recorded.edges()) + ");\n"
                + "  ELSE\n    INSERT INTO " + log + " (tid, layout, op) VALUES (" + tid + ", " + layoutId()
                + ", 'T');\n  END IF;\n  RETURN NULL;\nEND\n";
    }

    private String textSettings() {
        return recorded.plain()
                ? ""
                : " SET \"TimeZone\" = 'UTC' SET \"DateStyle\" = 'ISO, MDY' SET \"IntervalStyle\" = 'postgres'"
                        + " SET extra_float_digits = 1 SET bytea_output = 'hex'";
    }

    String createTrigger(Event event, String relation) {
        String when = event == Event.UPDATE ? " WHEN (" + somethingCounts() + ")" : "";
        return "CREATE TRIGGER " + TableName.quote(triggerName(event)) + " AFTER " + event + " ON " + relation
                + " FOR EACH "
                + (event.perRow() ? "ROW" : "STATEMENT") + when + " EXECUTE FUNCTION " + schema.object(functionName())
                + "()";
    }

    /**
     * Compares the bytes of the values: needs no equality (json, xml, point have none), tells 1.0 from 1.00 and a citext
     * from its capitals, and finds NULLs equal. The cast keeps the parser from comparing column by column.
     */
    private String somethingCounts() {
        return image("OLD") + " OPERATOR(pg_catalog.*<>) " + image("NEW");
    }

    private String image(String of) {
        return recorded.counted().stream()
                .map(column -> of + "." + TableName.quote(column))
                .collect(Collectors.joining(", ", "ROW(", ")::pg_catalog.record"));
    }

    /** What the comment of a trigger says, if it is as it should be. */
    String triggerComment(Event event) {
        String definition = createTrigger(event, name().sql());
        return "tidemark " + HexFormat.of().formatHex(sha256(definition), 0, 8);
    }

    String enableAlways(Event event, String relation) {
        return "ALTER TABLE " + relation + " ENABLE ALWAYS TRIGGER " + TableName.quote(triggerName(event));
    }

    String commentTrigger(Event event, String relation) {
        return "COMMENT ON TRIGGER " + TableName.quote(triggerName(event)) + " ON " + relation + " IS "
                + LogSchema.literal(triggerComment(event));
    }

    static String dropTrigger(String trigger, String relation) {
        return "DROP TRIGGER IF EXISTS " + TableName.quote(trigger) + " ON " + relation;
    }

    private static String row(String of, Collection<String> columns) {
        return columns.isEmpty()
                ? "NULL"
                : columns.stream()
                        .map(column -> of + "." + TableName.quote(column) + "::text")
                        .collect(Collectors.joining(", ", "ARRAY[", "]"));
    }

    private static String texts(Collection<String> values) {
        return values.stream().map(LogSchema::literal).collect(Collectors.joining(", ", "ARRAY[", "]::text[]"));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
