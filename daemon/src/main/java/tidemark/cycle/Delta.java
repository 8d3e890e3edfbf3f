package tidemark.cycle;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tidemark.capture.Slice;
import tidemark.change.Change;
import tidemark.change.Key;
import tidemark.change.ObjectId;
import tidemark.change.Operation;
import tidemark.change.TableName;
import tidemark.state.Result;

/** What a look read from the log, beside the documents that it found: small enough to keep, whatever the log's size. */
final class Delta {

    private static final int NAMED = 3;
    private static final int TIMED = 10_000;

    private final boolean objects;
    private final Set<String> updated = new LinkedHashSet<>();
    private final Set<String> renamed = new LinkedHashSet<>();
    private final Map<String, Long> kinds = new TreeMap<>();
    private final Set<TableName> emptied = new TreeSet<>();
    private final Map<Long, Timed> timed = new LinkedHashMap<>();
    private boolean overflowed;
    private long count;
    private long renames;

    /**
     * Nothing yet.
     *
     * @param objects whether keys are unique among all objects, and need no table beside them
     */
    Delta(boolean objects) {
        this.objects = objects;
    }

    /** When the last change of a transaction was logged, and which tables it changed. */
    record Timed(Instant last, Set<TableName> tables) {

        private Timed and(Change change) {
            Set<TableName> all = tables;
            if (!tables.contains(change.table())) {
                all = new TreeSet<>(tables);
                all.add(change.table());
            }
            return new Timed(change.at().isAfter(last) ? change.at() : last, all);
        }
    }

    void add(List<Change> changes) {
        for (Change change : changes) {
            time(change);
            if (change.operation().needsRebuild()) {
                emptied.add(change.table());
                overflowed |= change.operation() == Operation.OVERFLOW;
                continue;
            }
            boolean rename = change.operation() == Operation.RENAME;
            Set<String> names = rename ? renamed : updated;
            if (rename) {
                renames++;
            } else {
                count++;
                kinds.merge(kind(change), 1L, Long::sum);
            }
            name(change, change.newKey(), names);
            name(change, change.oldKey(), names);
        }
    }

    private void time(Change change) {
        Timed before = timed.get(change.xid());
        if (before != null) {
            timed.put(change.xid(), before.and(change));
        } else if (timed.size() < TIMED) {
            timed.put(change.xid(), new Timed(change.at(), Set.of(change.table())));
        }
    }

    /** The transactions, as far as they are few. */
    Collection<Timed> timed() {
        return timed.values();
    }

    private String kind(Change change) {
        String kind = change.kind();
        return kind == null ? objects ? "deleted" : change.table().toString() : kind;
    }

    private void name(Change change, @Nullable Key key, Set<String> into) {
        if (key != null && into.size() <= Result.SMALL) {
            into.add(objects ? key.text() : new ObjectId(change.table(), key).toString());
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
        kinds.forEach((kind, changes) -> words.add(changes + (changes == 1 ? " change of " : " changes of ") + kind));
        if (renames > 0) {
            words.add(renames + (renames == 1 ? " other name" : " other names"));
        }
        if (words.length() == 0) {
            return "documents to be written again";
        }
        return updated.size() <= NAMED ? words + " (" + String.join(", ", updated) + ")" : words.toString();
    }

    Result.Changes changes(Slice slice) {
        return new Result.Changes(
                updated,
                distinct(updated, count),
                renamed,
                distinct(renamed, renames),
                List.copyOf(kinds.keySet()),
                slice.transactions(),
                slice.firstTimestamp());
    }

    private static long distinct(Set<String> names, long all) {
        return names.size() <= Result.SMALL ? names.size() : Math.max(all, names.size());
    }
}
