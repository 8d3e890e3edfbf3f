package tidemark.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The head of what is staged for secondary indexers: a typed view of {@code staged_by_primary_list}. Group {@code n} is the object {@code
 * staged-n}, {@code {list: ["xmin:N", "type:key", …], count, timestamp}}; {@code type:*} stands for all documents of a type. Immutable.
 *
 * @param epoch tells this numbering from another, after somebody deleted the head; empty before the first group
 * @param first number of the oldest group that is kept
 * @param counts of ids, of each group that is kept, oldest first
 * @param live by type, the index that served when it was last told of
 */
public record Staged(String epoch, long first, List<Integer> counts, Map<String, String> live) {

    /** Nothing staged yet. */
    public static final Staged NOTHING = new Staged("", 0, List.of(), Map.of());

    /** Copies. */
    public Staged {
        counts = List.copyOf(counts);
        live = Collections.unmodifiableMap(new TreeMap<>(live));
    }

    /** Reads what {@link #write} gave; {@link #NOTHING} where there is none. */
    public static Staged read(@Nullable ObjectNode json) {
        if (json == null) {
            return NOTHING;
        }
        Map<String, String> live = new TreeMap<>();
        json.path("live")
                .properties()
                .forEach(entry -> live.put(entry.getKey(), entry.getValue().asText()));
        return new Staged(
                json.path("epoch").asText(),
                json.path("first").asLong(),
                Json.list(json.get("counts"), JsonNode::asInt),
                live);
    }

    /** Its JSON. */
    public ObjectNode write() {
        ObjectNode json = Json.object()
                .put("epoch", epoch)
                .put("first", first)
                .put("next", next())
                .put("groups", counts.size())
                .put("count", ids());
        counts.forEach(json.putArray("counts")::add);
        ObjectNode indices = json.putObject("live");
        live.forEach(indices::put);
        return json;
    }

    /** Number of the next group. */
    public long next() {
        return first + counts.size();
    }

    /** How many ids are kept. */
    public long ids() {
        return counts.stream().mapToLong(Integer::longValue).sum();
    }

    /** With one more group. */
    public Staged with(int count, Map<String, String> nowLive) {
        List<Integer> more = new ArrayList<>(counts);
        more.add(count);
        return new Staged(epoch.isEmpty() ? UUID.randomUUID().toString() : epoch, first, more, nowLive);
    }

    /** Nobody follows any more: whoever does again has missed something. */
    public Staged left() {
        return new Staged(epoch, next() + 1, List.of(), Map.of());
    }

    /** Without the groups before this one. */
    public Staged from(long number) {
        int gone = (int) Math.max(0, Math.min(counts.size(), number - first));
        return new Staged(epoch, first + gone, counts.subList(gone, counts.size()), live);
    }

    /** Without the oldest, so that there are at most so many ids and groups; the newest is always kept. */
    public Staged within(long mostIds, int mostGroups) {
        Staged kept = this;
        while (kept.counts.size() > 1 && (kept.ids() > mostIds || kept.counts.size() > mostGroups)) {
            kept = kept.from(kept.first + 1);
        }
        return kept;
    }

    /** How many ids there are from this group on. */
    public long idsFrom(long number) {
        return from(number).ids();
    }

    /** Name of the object that holds a group. */
    public static String name(long number) {
        return Names.STAGED_PREFIX + number;
    }
}
