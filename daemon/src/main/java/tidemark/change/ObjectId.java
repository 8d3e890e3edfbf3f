package tidemark.change;

/** Which row of which table; printed as {@code table:key}. */
public record ObjectId(TableName table, Key key) {

    @Override
    public String toString() {
        return table + ":" + key;
    }
}
