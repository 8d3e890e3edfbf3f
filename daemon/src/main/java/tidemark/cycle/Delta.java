package tidemark.cycle;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import tidemark.capture.Slice;
import tidemark.change.Change;
import tidemark.change.Key;
import tidemark.change.ObjectId;
import tidemark.change.TableName;
import tidemark.state.Result;

/** What a look read from the log, beside the documents that it found: small enough to keep, whatever the log's size. */
final class Delta {

    private static final int NAMED = 3;

    private final Set<String> updated = new LinkedHashSet<>();
    private final Map<TableName, Long> tables = new TreeMap<>();
    private final Set<TableName> emptied = new TreeSet<>();
    private boolean overflowed;
    private long count;

    void add(List<Change> changes) {
        for (Change change : changes) {
            if (change.operation().needsRebuild()) {
                emptied.add(change.table());
                overflowed |= change.operation() == tidemark.change.Operation.OVERFLOW;
                continue;
            }
            count++;
            tables.merge(change.table(), 1L, Long::sum);
            name(change, change.newKey());
            name(change, change.oldKey());
        }
    }

    private void name(Change change, @org.jspecify.annotations.Nullable Key key) {
        if (key != null && updated.size() <= Result.SMALL) {
            updated.add(new ObjectId(change.table(), key).toString());
        }
    }

    /** Tables of which single rows do not tell what changed. */
    Set<TableName> emptied() {
        return emptied;
    }

    /** The log was full: any table may have changed unseen. */
    boolean overflowed() {
        return overflowed;
    }

    /** In words: how many changes of which tables, and of which objects where they are few. */
    String words() {
        StringJoiner words = new StringJoiner(", ");
        tables.forEach(
                (table, changes) -> words.add(changes + (changes == 1 ? " change of " : " changes of ") + table));
        if (words.length() == 0) {
            return "documents to be written again";
        }
        return updated.size() <= NAMED ? words + " (" + String.join(", ", updated) + ")" : words.toString();
    }

    Result.Changes changes(Slice slice) {
        Collection<String> names = new ArrayList<>();
        tables.keySet().forEach(table -> names.add(table.toString()));
        long distinct = updated.size() <= Result.SMALL ? updated.size() : Math.max(count, updated.size());
        return new Result.Changes(updated, distinct, names, slice.transactions(), slice.firstTimestamp());
    }
}
