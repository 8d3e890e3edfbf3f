package tidemark.change;

/** What a log row tells. */
public enum Operation {
    INSERT('I'),
    UPDATE('U'),
    DELETE('D'),
    /** The object took another name: whoever shows a link to it may show that name. Its row need not have changed. */
    RENAME('R'),
    /** The whole table was emptied, or a partition came or went: no row was logged. */
    TRUNCATE('T'),
    /** The log was full and stopped growing: changes of any table may be missing from here on. */
    OVERFLOW('O');

    private final char code;

    Operation(char code) {
        this.code = code;
    }

    /** The letter in the log. */
    public char code() {
        return code;
    }

    /** Whether single rows do not tell what changed, so that only a rebuild mends it. */
    public boolean needsRebuild() {
        return this == TRUNCATE || this == OVERFLOW;
    }

    /** Whether it is counted: an insert, update or delete of one object. */
    public boolean isOperation() {
        return this == INSERT || this == UPDATE || this == DELETE;
    }

    /** The operation with this letter. */
    public static Operation of(char code) {
        for (Operation operation : values()) {
            if (operation.code == code) {
                return operation;
            }
        }
        throw new IllegalArgumentException("no operation has the code " + code);
    }
}
