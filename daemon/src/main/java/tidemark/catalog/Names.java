package tidemark.catalog;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tidemark.change.TableName;

/** How names that people write are compared with names that the database has. */
final class Names {

    private Names() {}

    /** Equal; or, when not {@code exact}, equal but for case and underscores ({@code invoice_line}, {@code InvoiceLine}). */
    static boolean same(String written, String name, boolean exact) {
        return exact ? written.equals(name) : fold(written).equals(fold(name));
    }

    /** Whether {@code written} is the table's name, bare or with its schema. */
    static boolean sameTable(String written, TableName name, boolean exact) {
        return same(written, name.name(), exact) || same(written, name.schema() + "." + name.name(), exact);
    }

    /** Whether {@code written} is the column, or the column without its {@code _id}, {@code Id} or {@code ID}. */
    static boolean sameReference(String written, String column, boolean exact) {
        return exact
                ? List.of(written, written + "_id", written + "Id", written + "ID")
                        .contains(column)
                : List.of(fold(written), fold(written) + "id").contains(fold(column));
    }

    /** A column's name without its {@code _id}, {@code Id} or {@code ID}, for a field that shows what it refers to. */
    static String withoutId(String column) {
        String stem = column.replaceFirst("(_id|_ID|(?<=[a-z0-9])(Id|ID))$", "");
        return stem.isEmpty() ? column : stem;
    }

    /** The candidate that was most likely meant, if any is near. */
    static Optional<String> nearest(String written, Collection<String> candidates) {
        return candidates.stream()
                .filter(candidate -> distance(fold(written), fold(candidate)) <= allowance(candidate))
                .min(Comparator.comparingInt((String candidate) -> distance(fold(written), fold(candidate)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static int allowance(String candidate) {
        return candidate.length() <= 3 ? 1 : Math.max(2, candidate.length() / 3);
    }

    private static String fold(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** Levenshtein. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
