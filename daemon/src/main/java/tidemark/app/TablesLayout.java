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
import tidemark.capture.LogSchema;
import tidemark.capture.LogVersion;
import tidemark.capture.Overflow;
import tidemark.capture.Partitions;
import tidemark.capture.Pruner;
import tidemark.capture.Restored;
import tidemark.capture.TriggerFault;
import tidemark.capture.Triggers;
import tidemark.change.Position;
import tidemark.config.CaptureSettings;
import tidemark.config.Configuration;
import tidemark.cycle.MasterLoop;
import tidemark.cycle.Watch;
import tidemark.plan.TrackedTable;
import tidemark.plan.TypeSpec;
import tidemark.snapshot.Source;

/** Each table holds objects of its own, and Tidemark's triggers log their changes. */
final class TablesLayout implements Layout {

    private final LogSchema schema;
    private final ChangeLog log;
    private final Overflow overflow;
    private final Partitions partitions;
    private final Upkeep upkeep;
    private final Pulse pulse;

    TablesLayout(Configuration configuration, Source source) {
        CaptureSettings capture = configuration.capture();
        schema = new LogSchema(capture.schema());
        log = new ChangeLog(schema);
        overflow = new Overflow(schema, capture.maxRows());
        partitions = new Partitions(schema);
        upkeep = new Upkeep(
                source,
                overflow,
                partitions,
                new Restored(schema),
                new Pruner(schema, capture.pruneBatch(), capture.maxRows()),
                capture.retention());
        pulse = new Pulse(source, log);
    }

    @Override
    public ChangeLog log() {
        return log;
    }

    @Override
    public History history() {
        return new History(schema);
    }

    @Override
    public Watch.Capture capture() {
        Triggers triggers = new Triggers(schema);
        return new Watch.Capture() {
            @Override
            public List<TriggerFault> faults(Connection connection, List<TrackedTable> tables) {
                return triggers.check(connection, tables);
            }

            @Override
            public boolean partitioned(Connection connection, List<TrackedTable> tables) {
                return !partitions.changed(connection, tables).isEmpty();
            }

            @Override
            public Overflow.State full(Connection connection) {
                return overflow.state(connection);
            }
        };
    }

    @Override
    public Watch.Mend mend() {
        return upkeep;
    }

    @Override
    public MasterLoop.Probe pulse() {
        return pulse;
    }

    @Override
    public void require(Connection connection) {
        new LogVersion(schema).require(connection);
    }

    @Override
    public boolean prepared(Connection connection) {
        return new LogVersion(schema).there(connection);
    }

    @Override
    public List<String> advice(Connection connection, Collection<TypeSpec> types) {
        return List.of();
    }

    @Override
    public void start(BooleanSupplier leads, Supplier<@Nullable Position> covered, LongSupplier keepFrom) {
        upkeep.start(leads, covered, keepFrom);
    }

    @Override
    public void close() {
        pulse.close();
        upkeep.close();
    }
}
