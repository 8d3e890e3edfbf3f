package tidemark;

/** The program. */
public final class Tidemark {

    private Tidemark() {}
}
