package tidemark.sandbox.chinook;

/** A value in PostgreSQL's COPY text format ({@code sql-copy}, 'Text Format'). */
final class CopyText {
    /** What stands for NULL. */
    static final String NULL = "\\N";

    private CopyText() {}

    static void append(StringBuilder out, String value) {
        for (int i = 0; i < value.length(); i++) {
            append(out, value.charAt(i));
        }
    }

    static void append(StringBuilder out, char c) {
        switch (c) {
            case '\\' -> out.append("\\\\");
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            default -> out.append(c);
        }
    }
}
