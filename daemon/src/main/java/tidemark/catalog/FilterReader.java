package tidemark.catalog;

import tidemark.change.TableName;

/** Reads row filters: which columns a condition reads, and whether it always says the same of the same row. */
public interface FilterReader {

    /**
     * Reads one.
     *
     * @param table whose rows are filtered
     * @param sql the condition as a person wrote it
     */
    FilterReading read(TableName table, String sql);
}
