package tidemark.catalog;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What came of reading a row filter. */
public sealed interface FilterReading {

    /**
     * A condition over the row's own columns that always says the same of the same row.
     *
     * @param columns the columns that it reads
     */
    record Usable(SortedSet<String> columns) implements FilterReading {

        /** Copies. */
        public Usable {
            columns = new TreeSet<>(columns);
        }

        /** A condition that reads these columns. */
        public static Usable of(Set<String> columns) {
            return new Usable(new TreeSet<>(columns));
        }
    }

    /**
     * A condition that cannot be used.
     *
     * @param reason what is wrong with it
     * @param hint what to write instead; may be empty
     */
    record Refused(String reason, String hint) implements FilterReading {}
}
