package tidemark.app;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tidemark.config.Configuration;

/** What a configuration needs in the database, to be made or removed through one connection. */
public interface DatabaseSetup extends AutoCloseable {

    /**
     * Connects.
     *
     * @param createSchema whether the tables of an object store may be made, where there is none
     * @throws tidemark.lifecycle.Unavailable if the database is away
     * @throws tidemark.lifecycle.Refusal if that makes no sense for this configuration or this database
     */
    static DatabaseSetup open(Configuration configuration, boolean createSchema) {
        return configuration.source().objects()
                ? ObjectStoreSetup.open(configuration, createSchema)
                : ChangeLogSetup.open(configuration, createSchema);
    }

    /** What {@link #apply} would run. */
    List<String> planned(@Nullable String role);

    /** Makes what is missing and grants the role, if one is given; returns what was run. */
    List<String> apply(@Nullable String role);

    /** What {@link #remove} would run. */
    List<String> plannedRemoval();

    /**
     * Removes everything that is Tidemark's; returns what was run.
     *
     * @throws tidemark.lifecycle.Refusal if a daemon of this name runs
     */
    List<String> remove();

    /** What a person should know beside the statements; empty if nothing. */
    String note();

    @Override
    void close();
}
