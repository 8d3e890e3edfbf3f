package tidemark.state;

/** The ids of the state objects in the meta index. */
public final class Names {

    /** The marker: result of the last recorded cycle and the position. Deleting it asks for a full reindex. */
    public static final String MARKER = "indexing";

    /** The current or last cycle, with the generation, the target indices and whose state this is. */
    public static final String INDEXER = "primary_indexer";

    /** Ids that a cycle promised to write. */
    public static final String IN_PROGRESS = "primary_in_progress";

    /** Documents that could not be indexed. */
    public static final String TROUBLED = "primary_troubled";

    /** Ids of the last cycle. */
    public static final String LAST_CYCLE = "primary_last_cycle";

    /** The newest results of cycles that indexed something. */
    public static final String RESULTS = "primary_results";

    /** There while people want nothing to be indexed: {@code {reason, since}}. */
    public static final String PAUSED = "paused";

    /** What a cycle is about to hand on, while it runs: {@code xmin:N}, then ids. */
    public static final String PREPARED = "primary_followup_prep_list";

    /** Which groups are handed on to secondary indexers; each is an object of its own. */
    public static final String STAGED = "staged_by_primary_list";

    /** What the name of a group that is handed on starts with; its number follows. */
    public static final String STAGED_PREFIX = "staged-";

    /** What a rebuild job's id starts with. */
    public static final String JOB_PREFIX = "job-";

    private Names() {}
}
