package tidemark.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.function.Predicate;

/** JSON arrays of numbers or times, as {@code to_json} makes them: their strings have no escapes, and some stand for no value. */
final class JsonArrays {

    private JsonArrays() {}

    /** Copies the array, with null in the place of every string that is refused; false if there was one. */
    static boolean write(byte[] json, Predicate<String> accepted, JsonBytes out) {
        boolean exact = true;
        int at = 0;
        while (at < json.length) {
            int open = find(json, at);
            out.raw(json, at, open);
            if (open == json.length) {
                break;
            }
            int close = find(json, open + 1);
            if (accepted.test(new String(json, open + 1, close - open - 1, UTF_8))) {
                out.raw(json, open, close + 1);
            } else {
                out.nothing();
                exact = false;
            }
            at = close + 1;
        }
        return exact;
    }

    private static int find(byte[] json, int from) {
        int at = from;
        while (at < json.length && json[at] != '"') {
            at++;
        }
        return at;
    }
}
