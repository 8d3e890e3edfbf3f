package tidemark.app;

import java.sql.Connection;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.capture.Overflow;
import tidemark.capture.TriggerFault;
import tidemark.change.Position;
import tidemark.cycle.Look;
import tidemark.cycle.MasterLoop;
import tidemark.cycle.Watch;
import tidemark.lifecycle.Unavailable;
import tidemark.plan.TrackedTable;
import tidemark.state.StateLost;
import tidemark.telemetry.CycleMeters;

/** What the master loop asks, counted as it asks. Of the loop's thread. */
final class MeteredLoop {

    private static final Logger LOG = LoggerFactory.getLogger(MeteredLoop.class);

    private final CycleMeters meters;
    private final Clock clock;

    MeteredLoop(CycleMeters meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
    }

    /** Only a leader knows what is not indexed. */
    MasterLoop.Lead lead(MasterLoop.Lead lead) {
        return () -> {
            boolean leads = lead.tryLead();
            if (!leads) {
                meters.standsBy();
            }
            return leads;
        };
    }

    MasterLoop.Probe probe(MasterLoop.Probe probe) {
        return (position, awaited) -> {
            meters.pulse();
            MasterLoop.Probe.Found found = probe.ask(position, awaited);
            if (found.anythingNew()) {
                meters.behind(clock.instant());
            }
            return found;
        };
    }

    /** How full the log is, as far as that is asked anyway. */
    Watch.Capture capture(Watch.Capture capture, long maxRows) {
        return new Watch.Capture() {
            @Override
            public List<TriggerFault> faults(Connection connection, List<TrackedTable> tables) {
                return capture.faults(connection, tables);
            }

            @Override
            public boolean partitioned(Connection connection, List<TrackedTable> tables) {
                return capture.partitioned(connection, tables);
            }

            @Override
            public Overflow.State full(Connection connection) {
                Overflow.State state = capture.full(connection);
                if (state.room() != Overflow.State.ENDLESS) {
                    meters.log(maxRows - state.room(), maxRows);
                }
                return state;
            }
        };
    }

    /**
     * Counts looks.
     *
     * @param probe asked while no look gets as far as the change log: Elasticsearch is away, or indexing is paused
     */
    MasterLoop.Step step(MasterLoop.Step step, MasterLoop.Probe probe) {
        return new MasterLoop.Step() {
            private @Nullable Position position;

            @Override
            public Look run(boolean thorough) throws InterruptedException {
                try {
                    Look look = step.run(thorough);
                    position = look.position();
                    meters.looked();
                    if (look.pause() != null) {
                        noteChanges();
                    } else if (!look.again()) {
                        meters.upToDate();
                    }
                    return look;
                } catch (Unavailable e) {
                    boolean postgres = e.server() == Unavailable.Server.POSTGRES;
                    meters.lookFailed(postgres ? "postgres" : "elasticsearch");
                    if (!postgres) {
                        noteChanges();
                    }
                    throw e;
                } catch (StateLost e) {
                    meters.lookFailed("state_lost");
                    throw e;
                } catch (RuntimeException e) {
                    meters.lookFailed("failed");
                    throw e;
                }
            }

            private void noteChanges() {
                Position known = position;
                try {
                    if (known != null && probe.ask(known, false).anythingNew()) {
                        meters.behind(clock.instant());
                    }
                } catch (Unavailable e) {
                    LOG.debug("event=both_away", e);
                }
            }

            @Override
            public void begin() {
                step.begin();
            }

            @Override
            public boolean due() {
                return step.due();
            }
        };
    }
}
