package tidemark.change;

import java.util.ArrayList;
import java.util.List;

/** A JSON array of strings and nothing else: the text form of a composite key. Kept here so that the words need no library. */
final class JsonStrings {

    private JsonStrings() {}

    static String write(List<String> values) {
        StringBuilder out = new StringBuilder("[");
        for (String value : values) {
            if (out.length() > 1) {
                out.append(',');
            }
            out.append('"');
            value.chars().forEach(c -> escape(out, (char) c));
            out.append('"');
        }
        return out.append(']').toString();
    }

    private static void escape(StringBuilder out, char c) {
        if (c == '"' || c == '\\') {
            out.append('\\').append(c);
        } else if (c < 0x20) {
            out.append(String.format("\\u%04x", (int) c));
        } else {
            out.append(c);
        }
    }

    static List<String> read(String text) {
        List<String> values = new ArrayList<>();
        int at = expect(text, 0, '[');
        while (at < text.length() && text.charAt(at) != ']') {
            if (!values.isEmpty()) {
                at = expect(text, at, ',');
            }
            at = expect(text, at, '"');
            StringBuilder value = new StringBuilder();
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) != '\\') {
                    value.append(text.charAt(at++));
                } else if (at + 5 < text.length() && text.charAt(at + 1) == 'u') {
                    value.append((char) Integer.parseInt(text, at + 2, at + 6, 16));
                    at += 6;
                } else if (at + 1 < text.length()) {
                    value.append(text.charAt(at + 1));
                    at += 2;
                } else {
                    throw malformed(text);
                }
            }
            at = expect(text, at, '"');
            values.add(value.toString());
        }
        if (expect(text, at, ']') != text.length()) {
            throw malformed(text);
        }
        return values;
    }

    private static int expect(String text, int at, char c) {
        if (at >= text.length() || text.charAt(at) != c) {
            throw malformed(text);
        }
        return at + 1;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("expected a JSON array of strings, got " + text);
    }
}
