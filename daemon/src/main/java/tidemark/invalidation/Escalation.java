package tidemark.invalidation;

/** Why single documents do not tell what to do, so that the whole type has to be rebuilt. */
public enum Escalation {
    /** More documents are affected than the limit. */
    TOO_MANY,
    /** A table was emptied, a partition came or went, or the log was full: rows changed that the log does not name. */
    UNLOGGED,
    /** The log does not tell the old edges of a row in a form that fits the plan: a column came later, or changed its type. */
    UNREADABLE
}
