package tidemark.capture;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import tidemark.change.Change;
import tidemark.change.OperationCounts;
import tidemark.change.TableName;

/** Counts a slice while it is read; rows come in ascending order of transaction id. */
final class Tally {

    private final PriorityQueue<Change> newest = new PriorityQueue<>(Comparator.comparing(Change::at));
    private final List<Long> xids = new ArrayList<>();
    private final Map<TableName, Long> operations = new HashMap<>();
    private long rows;
    private @Nullable Change last;
    private @Nullable Instant first;

    void add(Change change) {
        Change before = last;
        if (before == null || before.xid() != change.xid()) {
            xids.add(change.xid());
            keep(before);
        }
        if (first == null || change.at().isBefore(first)) {
            first = change.at();
        }
        last = change;
        rows++;
    }

    /** A change that a row tells of. */
    void count(Change change) {
        if (change.operation().isOperation()) {
            operations.merge(change.table(), 1L, Long::sum);
        }
    }

    OperationCounts operations() {
        return new OperationCounts(operations);
    }

    private void keep(@Nullable Change change) {
        if (change != null) {
            newest.add(change);
            if (newest.size() > Slice.MOST_NEWEST) {
                newest.remove();
            }
        }
    }

    long rows() {
        return rows;
    }

    long lastXid() {
        return last == null ? 0 : last.xid();
    }

    @Nullable
    Change last() {
        return last;
    }

    @Nullable
    Instant first() {
        return first;
    }

    /** The distinct transaction ids, ascending. */
    List<Long> xids() {
        return xids;
    }

    /** The last row of each of the newest transactions, newest last. */
    List<Change> newest() {
        keep(last);
        List<Change> all = new ArrayList<>(newest);
        all.sort(Comparator.comparing(Change::at));
        return all;
    }
}
