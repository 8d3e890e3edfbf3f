package tidemark.document;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Dates and timestamps as PostgreSQL prints them in style ISO, made ISO-8601: {@code 2024-02-29 12:00:00.5} becomes {@code
 * 2024-02-29T12:00:00.5}, {@code 0044-03-15 BC} becomes {@code -0043-03-15}, and a year of five digits gets its sign.
 */
final class Temporal {

    private static final byte[] NO_SIGN = {};

    private Temporal() {}

    /** Writes it as a string; an infinity is written as null, and the answer is false. */
    static boolean write(byte[] value, boolean utc, JsonBytes out) {
        if (value[value.length - 1] == 'y') {
            out.nothing();
            return false;
        }
        int year = 0;
        while (value[year] != '-') {
            year++;
        }
        boolean bc = value[value.length - 1] == 'C';
        int end = bc ? value.length - 3 : value.length;
        out.add('"');
        out.raw(bc ? beforeChrist(value, year) : year > 4 ? new byte[] {'+'} : NO_SIGN);
        rest(value, bc ? year : 0, end, out);
        if (utc) {
            out.add('Z');
        }
        out.add('"');
        return true;
    }

    private static byte[] beforeChrist(byte[] value, int digits) {
        int year = 1 - Integer.parseInt(new String(value, 0, digits, US_ASCII));
        // There is a year 0 in ISO-8601: 1 BC.
        return String.format(year < 0 ? "%05d" : "%04d", year).getBytes(US_ASCII);
    }

    private static void rest(byte[] value, int from, int end, JsonBytes out) {
        int blank = from;
        while (blank < end && value[blank] != ' ') {
            blank++;
        }
        out.raw(value, from, blank);
        if (blank < end) {
            out.add('T');
            out.raw(value, blank + 1, end);
        }
    }
}
