package tidemark.plan;

/**
 * Which objects of an object store have documents.
 *
 * @param store that holds them
 * @param itemType what they are
 */
public record ObjectType(ObjectStore store, String itemType) {}
