package tidemark.index;

/** A physical index of ours, and what it says of itself. */
public record PhysicalIndex(String name, IndexMeta meta) {}
