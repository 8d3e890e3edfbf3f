package tidemark.sandbox.chinook;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Values that are legal in Chinook's columns and awkward in JSON as often as possible. */
final class RandomValues {
    private static final List<String> PIECES = List.of(
            "Blues",
            "Ação",
            "naïve",
            "日本",
            "😀",
            "Ω",
            "\"quoted\"",
            "it's",
            "back\\slash",
            "tab\there",
            "new\nline",
            "<b>&amp;",
            "\u2028",
            "\u0001",
            "{}",
            "[1,2]",
            "null",
            "1e3",
            " ",
            "2009-01-01",
            "ß",
            "I\u0307",
            "/");

    /** The first and last day of the Gregorian calendar as ISO writes it with four digits, a leap day, the switch of 1582. */
    private static final List<LocalDate> DATES = List.of(
            LocalDate.of(1, 1, 1),
            LocalDate.of(1582, 10, 10),
            LocalDate.of(1969, 12, 31),
            LocalDate.of(2000, 2, 29),
            LocalDate.of(9999, 12, 31));

    private RandomValues() {}

    /** Text that fits {@code varchar(length)}, sometimes empty. */
    static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int pieces = random.nextInt(6); pieces > 0; pieces--) {
            String piece = PIECES.get(random.nextInt(PIECES.size()));
            if (text.length() + piece.length() <= length) {
                text.append(piece);
            }
        }
        String number = Integer.toString(random.nextInt(1_000_000));
        return random.nextInt(20) == 0 || text.length() + number.length() > length
                ? text.toString()
                : text.append(number).toString();
    }

    static @Nullable String textOrNull(Random random, int length) {
        return random.nextInt(5) == 0 ? null : text(random, length);
    }

    /** Money for {@code numeric(10,2)}. */
    static BigDecimal price(Random random) {
        return random.nextInt(10) == 0
                ? new BigDecimal("-99999999.99")
                : BigDecimal.valueOf(random.nextInt(10_000_000), 2);
    }

    static Integer whole(Random random) {
        return random.nextInt(10) == 0 ? Integer.MIN_VALUE : random.nextInt();
    }

    static @Nullable Integer wholeOrNull(Random random) {
        return random.nextInt(5) == 0 ? null : whole(random);
    }

    static LocalDate date(Random random) {
        return random.nextInt(5) == 0
                ? DATES.get(random.nextInt(DATES.size()))
                : LocalDate.of(2000, 1, 1).plusDays(random.nextInt(10_000));
    }
}
