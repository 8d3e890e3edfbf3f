package tidemark.catalog;

import java.util.Locale;
import java.util.Map;
import tidemark.change.TableName;

/**
 * How many rows tables have, as the server's statistics estimate it.
 *
 * @param rows by table; 0 for an empty table and for one that was never analysed, partitioned tables with all their partitions
 */
public record Sizes(Map<TableName, Long> rows) {

    /** Copies. */
    public Sizes {
        rows = Map.copyOf(rows);
    }

    long of(TableName table) {
        return rows.getOrDefault(table, 0L);
    }

    /** The number of rows in words. */
    String words(TableName table) {
        long number = of(table);
        return number == 0
                ? "no row that the statistics know of"
                : "about " + count(number) + (number == 1 ? " row" : " rows");
    }

    /** About how many rows of the one table there are for each row of the other; "some" where that is not known. */
    String each(TableName many, TableName one) {
        if (of(many) == 0 || of(one) == 0) {
            return "some";
        }
        double ratio = (double) of(many) / of(one);
        if (ratio < 0.05) {
            return "hardly any";
        }
        return ratio >= 10 ? count(Math.round(ratio)) : String.format(Locale.ROOT, "%.1f", ratio);
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
