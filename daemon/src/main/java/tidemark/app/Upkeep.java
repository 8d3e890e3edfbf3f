package tidemark.app;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.capture.Overflow;
import tidemark.capture.Partitions;
import tidemark.capture.Pruner;
import tidemark.capture.Restored;
import tidemark.change.Position;
import tidemark.cycle.Watch;
import tidemark.lifecycle.Unavailable;
import tidemark.plan.TrackedTable;
import tidemark.snapshot.Source;

/**
 * The little that the daemon writes to the database: it prunes covered rows once a minute on a thread of its own, reopens an
 * overflowed log, removes what a restored dump left in it, and logs partitions that came or went. Each through a short connection of its own.
 */
final class Upkeep implements Watch.Mend, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration BETWEEN = Duration.ofSeconds(60);
    private static final Duration BUDGET = Duration.ofSeconds(20);

    private final Source source;
    private final Overflow overflow;
    private final Partitions partitions;
    private final Restored restored;
    private final Pruner pruner;
    private final Duration retention;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "tidemark-upkeep"));

    Upkeep(
            Source source,
            Overflow overflow,
            Partitions partitions,
            Restored restored,
            Pruner pruner,
            Duration retention) {
        this.source = source.named("tidemark upkeep");
        this.overflow = overflow;
        this.partitions = partitions;
        this.restored = restored;
        this.pruner = pruner;
        this.retention = retention;
    }

    /**
     * Begins to prune.
     *
     * @param leads only a leader prunes
     * @param covered the position in the durable marker, null before the first
     * @param keepFrom transactions that a running job needs
     */
    void start(BooleanSupplier leads, Supplier<@Nullable Position> covered, LongSupplier keepFrom) {
        Runnable once = () -> {
            Position position = covered.get();
            if (leads.getAsBoolean() && position != null) {
                prune(position, keepFrom);
            }
        };
        var unused = thread.scheduleWithFixedDelay(once, BETWEEN.toMillis(), BETWEEN.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void prune(Position covered, LongSupplier keepFrom) {
        try (Connection connection = source.open()) {
            Pruner.Bounds bounds = new Pruner.Bounds(covered, keepFrom.getAsLong(), List.of(), retention);
            long pruned = pruner.prune(connection, bounds, System.nanoTime() + BUDGET.toNanos());
            if (pruned > 0) {
                LOG.info("event=log_pruned rows={}", pruned);
            }
        } catch (Unavailable e) {
            LOG.debug("event=not_pruned", e);
        } catch (SQLException | RuntimeException e) {
            LOG.error("event=prune_failed runbook=ops/runbook.md#prune-failed", e);
        }
    }

    @Override
    public void overflowed() {
        try (Connection connection = source.open()) {
            overflow.clear(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("closing a connection failed", e);
        }
    }

    @Override
    public void restored(long floor) {
        try (Connection connection = source.open()) {
            LOG.warn("event=restored_dump_removed rows={}", restored.remove(connection, floor));
        } catch (SQLException e) {
            throw new IllegalStateException("closing a connection failed", e);
        }
    }

    @Override
    public void partitioned(List<TrackedTable> tracked) {
        try (Connection connection = source.open()) {
            LOG.info("event=partitions_changed tables={}", partitions.note(connection, tracked));
        } catch (SQLException e) {
            throw new IllegalStateException("closing a connection failed", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
