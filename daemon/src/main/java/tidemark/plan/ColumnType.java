package tidemark.plan;

import org.jspecify.annotations.Nullable;

/**
 * The type of a column.
 *
 * @param sql as {@code format_type} prints it, for instance {@code character varying(40)}; valid in a cast. Domains are
 *     resolved to their base type
 * @param kind how it is rendered and mapped
 * @param element of an array: its element type; else null
 */
public record ColumnType(String sql, Kind kind, @Nullable ColumnType element) {

    /** How a value becomes JSON and which mapping it gets. */
    public enum Kind {
        BOOLEAN,
        /** smallint, integer, oid. */
        INTEGER,
        BIGINT,
        REAL,
        DOUBLE,
        NUMERIC,
        /** text, varchar, char, name, citext and whatever else is best shown as its text. */
        TEXT,
        UUID,
        ENUM,
        DATE,
        TIMESTAMP,
        TIMESTAMPTZ,
        TIME,
        JSON,
        ARRAY,
        COMPOSITE,
        /** bytea: never shown. */
        BINARY,
        /** Anything else (inet, interval, ranges, point, xml …): shown as its text, mapped as keyword. */
        OTHER
    }

    /**
     * The type without length or precision, for casts that must not cut a value: {@code character varying} of {@code
     * character varying(40)}.
     */
    public String unbounded() {
        if (element != null) {
            return element.unbounded() + "[]";
        }
        String bare = sql.replaceFirst("\\(\\d+(,-?\\d+)?\\)", "");
        return switch (bare) {
            case "character" -> "bpchar";
            case "bit" -> "bit varying";
            default -> bare;
        };
    }

    /** A type that is no array. */
    public static ColumnType of(String sql, Kind kind) {
        return new ColumnType(sql, kind, null);
    }
}
