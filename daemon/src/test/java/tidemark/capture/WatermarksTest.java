package tidemark.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tidemark.capture.SimulatedServer.Row;
import tidemark.change.Moment;
import tidemark.change.PrimaryWatermark;
import tidemark.change.StandbyWatermark;
import tidemark.change.Watermark;

/** Random histories, read slice by slice: no committed row is lost, each is read once. */
class WatermarksTest {

    private static final int STEPS = 400;

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    /** How the next watermark is made: the real way, or a way that is known to be wrong. */
    interface Arithmetic {
        Watermark next(Watermark old, Moment moment, Watermarks.Consumed consumed, Watermarks.VisibleXids visible);
    }

    /** A server, what follows it, and the reader of either. */
    private static final class Run {
        private final Random random;
        private final Arithmetic arithmetic;
        private final boolean crashes;
        private SimulatedServer primary = new SimulatedServer();
        private SimulatedServer standby = primary.copy();
        private boolean onStandby;
        private Watermark watermark;
        private long highest;
        private final Set<Integer> consumed = new HashSet<>();
        private int duplicates;

        Run(long seed, boolean crashes, Arithmetic arithmetic) {
            this.random = new Random(seed);
            this.crashes = crashes;
            this.arithmetic = arithmetic;
            this.watermark = Watermarks.first(primary.moment(false), 0, primary::visibleXids);
        }

        Run go() {
            for (int i = 0; i < STEPS; i++) {
                step();
            }
            while (!primary.idle()) {
                primary.commit(primary.anyOpen(random));
            }
            onStandby = onStandby && random.nextBoolean();
            standby = primary.copy();
            while (!slice(server())) {
                // the next one
            }
            return this;
        }

        private void step() {
            int what = random.nextInt(100);
            if (what < 25) {
                primary.begin();
            } else if (what < 55 && !primary.idle()) {
                primary.log(primary.anyOpen(random));
            } else if (what < 60 && !primary.idle()) {
                primary.rollBackSome(primary.anyOpen(random), random);
            } else if (what < 75 && !primary.idle()) {
                primary.commit(primary.anyOpen(random));
            } else if (what < 80 && !primary.idle()) {
                primary.end(primary.anyOpen(random));
            } else if (what < 96) {
                slice(server());
            } else {
                turn(what);
            }
        }

        /** The reader moves between servers; the standby has always replayed what was consumed. */
        private void turn(int what) {
            if (what == 96 && crashes && !onStandby) {
                primary.crash(random);
                standby = primary.copy();
            } else if (what == 97) {
                standby = primary.copy();
            } else if (what == 98 && consumedOn(standby)) {
                onStandby = !onStandby;
            } else if (what == 99 && consumedOn(standby)) {
                primary = standby.copy();
                primary.promote();
                onStandby = false;
                standby = primary.copy();
            }
        }

        private boolean consumedOn(SimulatedServer server) {
            return server.visible().stream()
                    .map(Row::id)
                    .collect(java.util.stream.Collectors.toSet())
                    .containsAll(consumed);
        }

        private SimulatedServer server() {
            return onStandby ? standby : primary;
        }

        private boolean slice(SimulatedServer server) {
            Moment moment = server.moment(onStandby);
            List<Row> rows = server.visible().stream()
                    .filter(row -> !watermark.covers(row.xid())
                            && row.xid() < moment.snapshot().xmax())
                    .sorted(Comparator.comparing(Row::xid).thenComparing(Row::id))
                    .toList();
            int limit = 1 + random.nextInt(6);
            List<Row> taken = new ArrayList<>();
            for (Row row : rows) {
                if (taken.size() >= limit && taken.get(taken.size() - 1).xid() != row.xid()) {
                    break;
                }
                taken.add(row);
            }
            taken.forEach(row -> duplicates += consumed.add(row.id()) ? 0 : 1);
            List<Long> xids = taken.stream().map(Row::xid).distinct().toList();
            highest = Math.max(highest, xids.isEmpty() ? 0 : xids.get(xids.size() - 1));
            boolean complete = taken.size() == rows.size();
            watermark = arithmetic.next(
                    watermark, moment, new Watermarks.Consumed(complete, xids, highest), server::visibleXids);
            return complete;
        }

        long lost() {
            return server().visible().stream()
                    .filter(row -> !consumed.contains(row.id()))
                    .count();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noCommittedRowIsLostAndEachIsReadOnce(long seed) {
        Run run = new Run(seed, true, Watermarks::next).go();
        assertThat(run.lost()).as("rows lost, seed %d", seed).isZero();
        assertThat(run.duplicates).as("rows read twice, seed %d", seed).isZero();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theFloorNeverFallsSoThatNothingUncoveredIsPruned(long seed) {
        Arithmetic watched = (old, moment, consumed, visible) -> {
            Watermark next = Watermarks.next(old, moment, consumed, visible);
            assertThat(next.floor()).as("floor, seed %d", seed).isGreaterThanOrEqualTo(old.floor());
            return next;
        };
        new Run(seed, true, watched).go();
    }

    @Test
    void theSimulationFindsWhatIsLostWithoutTheClamp() {
        Arithmetic unclamped = (old, moment, consumed, visible) -> consumed.complete() && !moment.recovery()
                ? new PrimaryWatermark(
                        moment.snapshot().xmax(), moment.snapshot().xip())
                : Watermarks.next(old, moment, consumed, visible);
        assertThat(seeds().map(seed -> new Run(seed, true, unclamped).go().lost())
                        .sum())
                .isPositive();
    }

    @Test
    void theSimulationFindsWhatIsLostByReadingAboveTheLastId() {
        Arithmetic above = (old, moment, consumed, visible) -> new PrimaryWatermark(consumed.highest() + 1, List.of());
        assertThat(seeds().map(seed -> new Run(seed, false, above).go().lost()).sum())
                .isPositive();
    }

    @Test
    void theSimulationFindsWhatIsLostByTrustingAStandbysSnapshot() {
        Arithmetic trusting = (old, moment, consumed, visible) ->
                Watermarks.next(old, new Moment(moment.snapshot(), false, 0, 1), consumed, visible);
        assertThat(seeds().map(seed -> new Run(seed, false, trusting).go().lost())
                        .sum())
                .isPositive();
    }

    @Test
    void anAbortedTransactionDoesNotStayOpenForEver() {
        PrimaryWatermark old = new PrimaryWatermark(100, List.of(50L));
        Moment later = new Moment(tidemark.change.Snapshot.parse("120:120:"), false, 0, 1);
        assertThat(Watermarks.next(old, later, new Watermarks.Consumed(true, List.of(), 99), (from, to) -> List.of()))
                .isEqualTo(new PrimaryWatermark(100, List.of()));
    }

    @Test
    void onAStandbyTheFloorIsClampedToWhatWasConsumed() {
        Moment standby = new Moment(tidemark.change.Snapshot.parse("120:120:"), true, 0, 1);
        assertThat(Watermarks.first(standby, 99, (from, to) -> List.of()))
                .isEqualTo(new StandbyWatermark(100, List.of()));
    }
}
