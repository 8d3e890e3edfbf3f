package tidemark.document;

import java.util.Optional;
import tidemark.plan.ColumnType;
import tidemark.plan.ColumnType.Kind;

/**
 * How the values of a type become JSON: what is selected, and what is made of the bytes that come. Everything is selected as
 * text, so that the driver hands over the server's bytes and nothing is decoded.
 */
enum Rendering {
    VERBATIM {
        @Override
        boolean write(byte[] value, JsonBytes out) {
            out.raw(value);
            return true;
        }
    },
    NUMBER {
        @Override
        boolean write(byte[] value, JsonBytes out) {
            return number(value, out);
        }
    },
    TEXT {
        @Override
        boolean write(byte[] value, JsonBytes out) {
            out.text(value);
            return true;
        }
    },
    /** Dates, and timestamps without a zone. */
    TEMPORAL {
        @Override
        boolean write(byte[] value, JsonBytes out) {
            return Temporal.write(value, false, out);
        }
    },
    /** Timestamps that were selected in UTC. */
    INSTANT {
        @Override
        boolean write(byte[] value, JsonBytes out) {
            return Temporal.write(value, true, out);
        }
    },
    JSON {
        @Override
        boolean write(byte[] value, JsonBytes out) {
            out.json(value);
            return true;
        }
    },
    /** A JSON array whose only strings are NaN and infinities. */
    NUMBERS {
        @Override
        boolean write(byte[] value, JsonBytes out) {
            return JsonArrays.write(value, string -> false, out);
        }
    },
    /** A JSON array of strings, some of which may be infinities. */
    TEMPORALS {
        @Override
        boolean write(byte[] value, JsonBytes out) {
            return JsonArrays.write(value, string -> !string.endsWith("infinity"), out);
        }
    };

    /** Writes a value that is not null; false where JSON has none for it, and null was written. */
    abstract boolean write(byte[] value, JsonBytes out);

    /** The rendering of a type; empty for what is never shown. */
    static Optional<Rendering> of(ColumnType type) {
        ColumnType element = type.element();
        if (element != null) {
            return element.kind() == Kind.BINARY ? Optional.empty() : Optional.of(ofArray(element));
        }
        return switch (type.kind()) {
            case BINARY -> Optional.empty();
            case BOOLEAN, INTEGER, BIGINT -> Optional.of(VERBATIM);
            case REAL, DOUBLE, NUMERIC -> Optional.of(NUMBER);
            case TEXT, UUID, ENUM, TIME, OTHER -> Optional.of(TEXT);
            case DATE, TIMESTAMP -> Optional.of(TEMPORAL);
            case TIMESTAMPTZ -> Optional.of(INSTANT);
            case JSON, ARRAY, COMPOSITE -> Optional.of(JSON);
        };
    }

    private static Rendering ofArray(ColumnType element) {
        return switch (element.kind()) {
            case REAL, DOUBLE, NUMERIC -> NUMBERS;
            case DATE, TIMESTAMP, TIMESTAMPTZ -> TEMPORALS;
            default -> JSON;
        };
    }

    /** What to select of a column of this type. */
    static String expression(ColumnType type, String column) {
        return switch (type.kind()) {
            // The driver takes these as text in any case; a cast would cut the blanks of character(n).
            case TEXT, ENUM, JSON -> column;
            case TIMESTAMPTZ -> "(" + column + " AT TIME ZONE 'UTC')::text";
            case ARRAY, COMPOSITE -> "to_json(" + column + ")";
            // Not a cast: that of inet adds the length of the net.
            case OTHER -> "format('%s', " + column + ")";
            default -> column + "::text";
        };
    }

    private static boolean number(byte[] value, JsonBytes out) {
        byte first = value[value[0] == '-' ? 1 : 0];
        if (first == 'N' || first == 'I') {
            out.nothing();
            return false;
        }
        out.raw(value);
        return true;
    }
}
