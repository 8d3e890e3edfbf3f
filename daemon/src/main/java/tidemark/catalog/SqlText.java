package tidemark.catalog;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lexical side of a condition: whether it stays one expression when it is put between parentheses, and the literals in
 * it. See 'Lexical Structure' in the PostgreSQL manual.
 */
final class SqlText {

    /** One token; everything that needs no attention is a token of one character. */
    private static final Pattern TOKEN = Pattern.compile(
            "(?<comment>--|/\\*)"
                    + "|(?<escaped>[eE]'[^'\\\\]*+(?:(?:''|\\\\.)[^'\\\\]*+)*+')"
                    + "|(?<prefixed>(?:[uU]&|[bBxXnN])'[^']*+(?:''[^']*+)*+')"
                    + "|(?<plain>(?<!\\b[eE])'[^']*+(?:''[^']*+)*+')"
                    + "|(?<quoted>(?:[uU]&)?\"[^\"]*+(?:\"\"[^\"]*+)*+\")"
                    + "|(?<word>[\\p{L}_][\\p{L}\\p{N}_$]*)"
                    + "|(?<number>[0-9][0-9.eE_]*)"
                    + "|(?<dollar>\\$(?<tag>(?:[\\p{L}_][\\p{L}\\p{N}_]*)?)\\$.*?\\$\\k<tag>\\$)"
                    + "|(?<other>.)",
            Pattern.DOTALL);

    private SqlText() {}

    /** Why the text could mean something else than one condition once it is part of a larger statement; or empty. */
    static Optional<FilterReading.Refused> objection(String sql) {
        int depth = 0;
        for (Matcher token = TOKEN.matcher(sql); token.find(); ) {
            if (token.group("comment") != null) {
                return refused("comments are not allowed in a filter", "Write the comment in YAML, after a #.");
            }
            String other = token.group("other");
            if (other == null) {
                continue;
            }
            switch (other) {
                case "(" -> depth++;
                case ")" -> depth--;
                case ";" -> {
                    return refused("a filter is one condition, without ';'", "");
                }
                case "'", "\"" -> {
                    return refused("a quote is not closed", "");
                }
                case "?" -> {
                    return refused(
                            "the operator ? cannot be told from a parameter",
                            "Write jsonb_exists(column, 'key'), jsonb_exists_any or jsonb_exists_all.");
                }
                case "$" -> {
                    return refused("parameters are not allowed in a filter", "");
                }
                default -> {}
            }
            if (depth < 0) {
                break;
            }
        }
        return depth == 0 ? Optional.empty() : refused("the parentheses are not balanced", "");
    }

    private static Optional<FilterReading.Refused> refused(String reason, String hint) {
        return Optional.of(new FilterReading.Refused(reason, hint));
    }

    /** The value of the plain string literal that begins at this byte of the UTF-8 text; or empty if none does. */
    static Optional<String> literalAt(String sql, int offset) {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        if (offset < 0 || offset >= bytes.length) {
            return Optional.empty();
        }
        String rest = new String(bytes, offset, bytes.length - offset, StandardCharsets.UTF_8);
        Matcher token = TOKEN.matcher(rest);
        if (!token.lookingAt() || token.group("plain") == null) {
            return Optional.empty();
        }
        String plain = token.group("plain");
        return Optional.of(plain.substring(1, plain.length() - 1).replace("''", "'"));
    }
}
