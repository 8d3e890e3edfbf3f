package tidemark.sandbox.chinook;

/**
 * The values of one INSERT of an HSQLDB script: numbers, NULL, and text in single quotes with {@code ''} for a quote and
 * {@code \}{@code uXXXX} for what is not ASCII (HSQLDB's guide, 'SCRIPT'; every other backslash is itself).
 */
public final class HsqldbValues {
    private static final int ESCAPE_LENGTH = 6;

    private final String source;
    private int at;

    /** The values between the brackets of an INSERT. */
    public HsqldbValues(String source) {
        this.source = source;
    }

    /** Appends the row as a line of PostgreSQL's COPY text format. */
    public void toCopy(StringBuilder out) {
        while (at < source.length()) {
            if (source.charAt(at) == '\'') {
                text(out);
            } else {
                bare(out);
            }
            if (at < source.length()) {
                expectComma();
                out.append('\t');
            }
        }
        out.append('\n');
    }

    private void bare(StringBuilder out) {
        int end = source.indexOf(',', at);
        String value = source.substring(at, end < 0 ? source.length() : end);
        out.append("NULL".equals(value) ? CopyText.NULL : value);
        at += value.length();
    }

    private void text(StringBuilder out) {
        at++;
        while (at < source.length()) {
            char c = source.charAt(at);
            if (c == '\'' && !source.startsWith("''", at)) {
                at++;
                return;
            }
            if (c == '\'') {
                out.append(c);
                at += 2;
            } else if (source.startsWith("\\u", at) && at + ESCAPE_LENGTH <= source.length()) {
                CopyText.append(out, (char) Integer.parseInt(source, at + 2, at + ESCAPE_LENGTH, 16));
                at += ESCAPE_LENGTH;
            } else {
                CopyText.append(out, c);
                at++;
            }
        }
        throw new IllegalArgumentException("text does not end: " + source);
    }

    private void expectComma() {
        if (source.charAt(at) != ',') {
            throw new IllegalArgumentException("a comma belongs at position " + at + " of: " + source);
        }
        at++;
    }
}
