package tidemark.document;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one plan node in one batch: their own fields as JSON side by side in one buffer, which of the wanted tuples they
 * belong to, and the values that join what they embed. Numbers in arrays, not an object per row.
 */
final class NodeRows {

    private final JsonBytes own;
    private final List<JoinValues> joins = new ArrayList<>();
    private final Map<Integer, List<String>> lossy = new HashMap<>();
    private int[] owners = new int[64];
    private int[] ends = new int[64];
    private int count;

    NodeRows(int embeds, long maxBytes) {
        own = new JsonBytes(maxBytes);
        for (int i = 0; i < embeds; i++) {
            joins.add(new JoinValues());
        }
    }

    /** Begins a row that belongs to the wanted tuple at this index; its fields are added to {@link #own()}. */
    int begin(int owner) {
        if (count == owners.length) {
            owners = Arrays.copyOf(owners, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
        }
        owners[count] = owner;
        ends[count] = own.length();
        return count++;
    }

    void end() {
        ends[count - 1] = own.length();
    }

    JsonBytes own() {
        return own;
    }

    JoinValues join(int embed) {
        return joins.get(embed);
    }

    /** Notes that the row has no JSON value for this field. */
    void lose(int row, String field) {
        lossy.computeIfAbsent(row, any -> new ArrayList<>()).add(field);
    }

    List<String> lossy(int row) {
        return lossy.getOrDefault(row, List.of());
    }

    int count() {
        return count;
    }

    /** Where the row's own fields begin. */
    int from(int row) {
        return row == 0 ? 0 : ends[row - 1];
    }

    int to(int row) {
        return ends[row];
    }

    /** The rows of each wanted tuple, in the order they came. */
    Owned owned(int wanted) {
        int[] starts = new int[wanted + 1];
        for (int row = 0; row < count; row++) {
            starts[owners[row] + 1]++;
        }
        for (int i = 0; i < wanted; i++) {
            starts[i + 1] += starts[i];
        }
        int[] next = Arrays.copyOf(starts, wanted);
        int[] rows = new int[count];
        for (int row = 0; row < count; row++) {
            rows[next[owners[row]]++] = row;
        }
        return new Owned(starts, rows);
    }

    /** Rows grouped by the wanted tuple that they belong to: {@code rows[starts[i]]} up to {@code rows[starts[i + 1] - 1]}. */
    @SuppressWarnings("ArrayRecordComponent")
    record Owned(int[] starts, int[] rows) {}

    /** The distinct values by which rows join one embed, and which of them each row has. */
    static final class JoinValues {
        private final Map<List<String>, Integer> places = new HashMap<>();
        private final List<List<String>> distinct = new ArrayList<>();
        private int[] placeOf = new int[64];

        /** The row joins by these values; null joins nothing. */
        void put(int row, @Nullable List<String> values) {
            if (row >= placeOf.length) {
                placeOf = Arrays.copyOf(placeOf, Math.max(row + 1, placeOf.length * 2));
            }
            placeOf[row] = values == null ? -1 : place(values);
        }

        private int place(List<String> values) {
            Integer known = places.putIfAbsent(values, distinct.size());
            if (known == null) {
                distinct.add(values);
                return distinct.size() - 1;
            }
            return known;
        }

        List<List<String>> distinct() {
            return distinct;
        }

        /** Index into {@link #distinct()}, or -1. */
        int placeOf(int row) {
            return placeOf[row];
        }
    }
}
