package tidemark.app;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tidemark.capture.ChangeLog;
import tidemark.capture.History;
import tidemark.capture.ObjectCapture;
import tidemark.capture.Overflow;
import tidemark.capture.TriggerFault;
import tidemark.change.Position;
import tidemark.config.Configuration;
import tidemark.cycle.MasterLoop;
import tidemark.cycle.Watch;
import tidemark.plan.ObjectStore;
import tidemark.plan.TrackedTable;
import tidemark.plan.TypeSpec;
import tidemark.snapshot.Source;

/** An object store, whose application writes down what its transactions change. Nothing is ever written to this database. */
final class ObjectsLayout implements Layout, Watch.Mend {

    private final ObjectStore store;
    private final ChangeLog log;
    private final Listener listener;

    ObjectsLayout(Configuration configuration, Source source) {
        store = new ObjectStore(configuration.source().schema());
        log = ChangeLog.of(store);
        listener = new Listener(source, log, ObjectCapture.CHANNEL);
    }

    @Override
    public ChangeLog log() {
        return log;
    }

    @Override
    public History history() {
        return History.of(store);
    }

    @Override
    public Watch.Capture capture() {
        ObjectCapture capture = new ObjectCapture(store);
        return new Watch.Capture() {
            @Override
            public List<TriggerFault> faults(Connection connection, List<TrackedTable> tables) {
                return capture.check(connection);
            }

            @Override
            public boolean partitioned(Connection connection, List<TrackedTable> tables) {
                return false;
            }

            @Override
            public Overflow.State full(Connection connection) {
                return new Overflow.State(false, 0, Overflow.State.ENDLESS);
            }
        };
    }

    @Override
    public Watch.Mend mend() {
        return this;
    }

    @Override
    public MasterLoop.Probe pulse() {
        return listener;
    }

    /** The plans were resolved, so the tables are there. */
    @Override
    public void require(Connection connection) {}

    @Override
    public boolean prepared(Connection connection) {
        return true;
    }

    @Override
    public List<String> advice(Connection connection, Collection<TypeSpec> types) {
        ObjectCapture capture = new ObjectCapture(store);
        List<String> advice = new ArrayList<>();
        if (!capture.advice(connection).isEmpty()) {
            advice.add(capture.advice(connection));
        }
        advice.addAll(new ObjectNames(store, connection).unknown(types));
        return advice;
    }

    @Override
    public void start(BooleanSupplier leads, Supplier<@Nullable Position> covered, LongSupplier keepFrom) {}

    @Override
    public void overflowed() {
        throw new IllegalStateException("the transactions of an object store are never full");
    }

    @Override
    public void restored(long floor) {
        throw new IllegalStateException("a position knows the rows of a restored dump: they stay where they are");
    }

    @Override
    public void partitioned(List<TrackedTable> tables) {
        throw new IllegalStateException("an object store has no partitions to note");
    }

    @Override
    public void close() {
        listener.close();
    }
}
