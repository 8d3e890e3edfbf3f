package tidemark.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import tidemark.change.Moment;
import tidemark.change.Snapshot;

/** Just enough of PostgreSQL to be wrong about: transaction ids, commits in any order, snapshots, crashes, a standby. */
final class SimulatedServer {

    /** A log row. */
    record Row(long xid, int id) {}

    private long nextXid;
    private long latestCompleted;
    private long highestDurable;
    private final NavigableMap<Long, List<Row>> open = new TreeMap<>();
    private final List<Row> visible = new ArrayList<>();
    private int nextRow;

    SimulatedServer() {
        this(10, 9);
    }

    private SimulatedServer(long nextXid, long latestCompleted) {
        this.nextXid = nextXid;
        this.latestCompleted = latestCompleted;
        this.highestDurable = latestCompleted;
    }

    /** A standby that has replayed everything up to now. */
    SimulatedServer copy() {
        SimulatedServer copy = new SimulatedServer(nextXid, latestCompleted);
        copy.highestDurable = highestDurable;
        open.forEach((xid, rows) -> copy.open.put(xid, new ArrayList<>(rows)));
        copy.visible.addAll(visible);
        copy.nextRow = nextRow;
        return copy;
    }

    long begin() {
        open.put(nextXid, new ArrayList<>());
        return nextXid++;
    }

    boolean idle() {
        return open.isEmpty();
    }

    long anyOpen(RandomGenerator random) {
        List<Long> xids = List.copyOf(open.keySet());
        return xids.get(random.nextInt(xids.size()));
    }

    void log(long xid) {
        open.get(xid).add(new Row(xid, nextRow++));
    }

    /** Rolls back to a savepoint: some of the rows vanish, the top-level id stays. */
    void rollBackSome(long xid, RandomGenerator random) {
        open.get(xid).removeIf(row -> random.nextBoolean());
    }

    void commit(long xid) {
        visible.addAll(open.get(xid));
        // The flush of a commit makes everything before it durable, also that higher ids were handed out already.
        highestDurable = Math.max(highestDurable, xid);
        end(xid);
    }

    void end(long xid) {
        open.remove(xid);
        latestCompleted = Math.max(latestCompleted, xid);
    }

    /** Whoever was in progress is gone, and ids that left nothing durable are handed out again. */
    void crash(RandomGenerator random) {
        open.clear();
        nextXid = highestDurable + 1 + random.nextLong(nextXid - highestDurable);
        latestCompleted = nextXid - 1;
    }

    /** A standby ends what was in progress and goes on. */
    void promote() {
        open.clear();
        latestCompleted = nextXid - 1;
    }

    Moment moment(boolean recovery) {
        long xmax = latestCompleted + 1;
        List<Long> running = open.keySet().stream().filter(xid -> xid < xmax).toList();
        long xmin = running.isEmpty() ? xmax : running.get(0);
        return new Moment(new Snapshot(xmin, xmax, recovery ? List.of() : running), recovery, 0, 1);
    }

    List<Row> visible() {
        return visible;
    }

    List<Long> visibleXids(long from, long to) {
        TreeSet<Long> xids = new TreeSet<>();
        visible.stream().map(Row::xid).filter(x -> x >= from && x < to).forEach(xids::add);
        return List.copyOf(xids);
    }

    Map<Long, List<Row>> inProgress() {
        return open;
    }
}
