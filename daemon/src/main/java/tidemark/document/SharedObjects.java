package tidemark.document;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import tidemark.plan.PlanNode;

/**
 * Objects that many documents of one snapshot show: read and rendered once per plan node, kept as bytes. Never to be used for a
 * second snapshot. Bounded in bytes; the least recently used go first. For any number of threads: two may read the same object
 * at the same time, and then one of the equal results is kept.
 */
public final class SharedObjects {

    private static final int STRIPES = 16;

    private final Stripe[] stripes = new Stripe[STRIPES];
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /**
     * An empty cache.
     *
     * @param maxBytes how much is kept, about; 0 keeps nothing
     */
    public SharedObjects(long maxBytes) {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe(maxBytes / STRIPES);
        }
    }

    /** How many objects were found here. */
    public long hits() {
        return hits.sum();
    }

    /** How many objects had to be read. */
    public long misses() {
        return misses.sum();
    }

    @Nullable
    Fragment find(PlanNode node, List<String> values) {
        Place place = new Place(node, values);
        Fragment found = stripe(place).find(place);
        (found == null ? misses : hits).increment();
        return found;
    }

    void keep(PlanNode node, List<String> values, Fragment fragment) {
        Place place = new Place(node, values);
        stripe(place).keep(place, fragment);
    }

    private Stripe stripe(Place place) {
        int hash = place.hashCode();
        return stripes[(hash ^ (hash >>> 16)) & (STRIPES - 1)];
    }

    /** The node is compared by identity: the same table may be shown in many ways, and comparing whole plans is slow. */
    private record Place(PlanNode node, List<String> values) {
        @Override
        @SuppressWarnings("ReferenceEquality")
        public boolean equals(@Nullable Object other) {
            return other instanceof Place that && node == that.node && values.equals(that.values);
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(node) + values.hashCode();
        }

        long weight() {
            long weight = 160;
            for (String value : values) {
                weight += 56L + value.length();
            }
            return weight;
        }
    }

    private static final class Stripe {
        private final long maxBytes;
        private final LinkedHashMap<Place, Fragment> kept = new LinkedHashMap<>(16, 0.75f, true);
        private long bytes;

        Stripe(long maxBytes) {
            this.maxBytes = maxBytes;
        }

        synchronized @Nullable Fragment find(Place place) {
            return kept.get(place);
        }

        synchronized void keep(Place place, Fragment fragment) {
            long weight = weight(place, fragment);
            if (weight > maxBytes || kept.putIfAbsent(place, fragment) != null) {
                return;
            }
            bytes += weight;
            var eldest = kept.entrySet().iterator();
            while (bytes > maxBytes) {
                var entry = eldest.next();
                bytes -= weight(entry.getKey(), entry.getValue());
                eldest.remove();
            }
        }

        private static long weight(Place place, Fragment fragment) {
            return place.weight() + fragment.weight();
        }
    }
}
