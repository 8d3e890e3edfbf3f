package tidemark.rebuild;

/** The index that a job fills was deleted by somebody: the job begins again. */
final class IndexGone extends RuntimeException {

    private static final long serialVersionUID = 1L;

    IndexGone(String index) {
        super("somebody deleted the index " + index + " while it was being filled");
    }
}
