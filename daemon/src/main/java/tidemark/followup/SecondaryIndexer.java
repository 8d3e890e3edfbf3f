package tidemark.followup;

/**
 * Follows the primary indexer: something that has to be done about documents once they are written. Used by one thread.
 *
 * <p>For instance one that counts:
 *
 * <pre>{@code
 * public final class Counting implements SecondaryIndexerProvider {
 *     public String kind() {
 *         return "counting";
 *     }
 *
 *     public SecondaryIndexer open(Setup setup) {
 *         return group -> System.out.println(setup.title() + ": " + group.size());
 *     }
 * }
 * }</pre>
 *
 * and a file {@code META-INF/services/tidemark.followup.SecondaryIndexerProvider} that names it, on the class path of the daemon.
 */
@FunctionalInterface
public interface SecondaryIndexer extends AutoCloseable {

    /**
     * Does whatever is to be done about a group; done is what has been done on return. The same group may come again, after a failure or a
     * crash; never a later one before an earlier one is done.
     *
     * @throws InterruptedException if the daemon ends meanwhile
     * @throws Exception if it failed: it is tried again later, with the same group
     */
    void index(Group group) throws Exception;

    /** Nothing comes any more. */
    @Override
    default void close() {}
}
