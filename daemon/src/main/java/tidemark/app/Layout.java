package tidemark.app;

import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tidemark.capture.ChangeLog;
import tidemark.capture.History;
import tidemark.change.Position;
import tidemark.config.Configuration;
import tidemark.cycle.MasterLoop;
import tidemark.cycle.Watch;
import tidemark.plan.TypeSpec;
import tidemark.snapshot.Source;

/** What depends on how the database keeps its objects: where changes are read, what is asked of the capture, what is mended. */
interface Layout extends AutoCloseable {

    /** The layout that is configured. */
    static Layout of(Configuration configuration, Source source) {
        return configuration.source().objects()
                ? new ObjectsLayout(configuration, source)
                : new TablesLayout(configuration, source);
    }

    /** Where changes are read. */
    ChangeLog log();

    /** Whether they are still those that were read. */
    History history();

    /** What is asked of the capture. */
    Watch.Capture capture();

    /** What must be written to the database, if anything. */
    Watch.Mend mend();

    /** Tells soon that something changed. */
    MasterLoop.Probe pulse();

    /**
     * Whether what the daemon needs is there.
     *
     * @throws tidemark.lifecycle.Refusal if not
     */
    void require(Connection connection);

    /** Whether what {@link #require} looks for is there at all, of whatever version. */
    boolean prepared(Connection connection);

    /** What makes reading changes dear, or may be a mistake in these types, for people; empty if nothing is. */
    List<String> advice(Connection connection, Collection<TypeSpec> types);

    /**
     * Begins what goes on beside the loop.
     *
     * @param leads only a leader writes
     * @param covered the position in the durable marker, null before the first
     * @param keepFrom transactions that a running job needs
     */
    void start(BooleanSupplier leads, Supplier<@Nullable Position> covered, LongSupplier keepFrom);

    @Override
    void close();
}
