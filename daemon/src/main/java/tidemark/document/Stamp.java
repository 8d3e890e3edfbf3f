package tidemark.document;

/**
 * What a document says of its making, in {@code _tidemark}.
 *
 * @param generation the generation it is written with
 * @param snapshot the snapshot it was read in, {@code xmin:xmax:xip}
 * @param rules hash of the rules by which it is audited; empty if it is not, or not yet
 */
public record Stamp(long generation, String snapshot, String rules) {

    /** Of a document without an audit. */
    public Stamp(long generation, String snapshot) {
        this(generation, snapshot, "");
    }
}
