package tidemark.document;

/**
 * What a document says of its making, in {@code _tidemark}.
 *
 * @param generation the generation it is written with
 * @param snapshot the snapshot it was read in, {@code xmin:xmax:xip}
 */
public record Stamp(long generation, String snapshot) {}
