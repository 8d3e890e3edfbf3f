package tidemark.change;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many operations, by table: one is one insert, update or delete that the change log recorded.
 *
 * @param byTable without zeros
 */
public record OperationCounts(Map<TableName, Long> byTable) {

    /** None. */
    public static final OperationCounts NONE = new OperationCounts(Map.of());

    /** Copies. */
    public OperationCounts {
        TreeMap<TableName, Long> copy = new TreeMap<>(byTable);
        copy.values().removeIf(count -> count == 0);
        byTable = Collections.unmodifiableMap(copy);
    }

    /** Of one table. */
    public long of(TableName table) {
        return byTable.getOrDefault(table, 0L);
    }

    /** Of these tables together. */
    public long of(Collection<TableName> tables) {
        return tables.stream().distinct().mapToLong(this::of).sum();
    }

    /** Of all tables. */
    public long total() {
        return byTable.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Both together. */
    public OperationCounts plus(OperationCounts other) {
        if (other.byTable.isEmpty()) {
            return this;
        }
        TreeMap<TableName, Long> sum = new TreeMap<>(byTable);
        other.byTable.forEach((table, count) -> sum.merge(table, count, Long::sum));
        return new OperationCounts(sum);
    }

    /** Those of these tables alone. */
    public OperationCounts within(Collection<TableName> tables) {
        TreeMap<TableName, Long> kept = new TreeMap<>(byTable);
        kept.keySet().retainAll(tables);
        return new OperationCounts(kept);
    }
}
