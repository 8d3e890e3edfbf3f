package tidemark.followup;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one cycle of the primary wrote.
 *
 * @param number of the group; they are taken in ascending order
 * @param xmin of the snapshot that the cycle read; 0 where no single cycle is told of
 * @param ids of documents that were written or deleted, by type, each in the order of the cycle
 * @param all types of which any document may be another now
 */
public record Group(long number, long xmin, Map<String, List<String>> ids, Set<String> all) {

    private static final String ALL = ":*";
    private static final String XMIN = "xmin:";

    /** Copies. */
    public Group {
        Map<String, List<String>> copied = new LinkedHashMap<>();
        ids.forEach((type, list) -> copied.put(type, List.copyOf(list)));
        ids = copied;
        all = Set.copyOf(all);
    }

    /** All documents of these types. */
    static Group everything(long number, Set<String> types) {
        return new Group(number, 0, Map.of(), types);
    }

    /** Reads a group as it is staged. */
    static Group read(long number, JsonNode staged) {
        long xmin = 0;
        Map<String, List<String>> ids = new LinkedHashMap<>();
        Set<String> all = new LinkedHashSet<>();
        boolean first = true;
        for (JsonNode item : staged.path("list")) {
            String text = item.asText();
            int colon = text.indexOf(':');
            if (first && text.startsWith(XMIN)) {
                xmin = Long.parseLong(text.substring(XMIN.length()));
            } else if (colon > 0 && text.substring(colon).equals(ALL)) {
                all.add(text.substring(0, colon));
            } else if (colon > 0) {
                ids.computeIfAbsent(text.substring(0, colon), any -> new ArrayList<>())
                        .add(text.substring(colon + 1));
            }
            first = false;
        }
        return new Group(number, xmin, ids, all);
    }

    /** How many ids it names. */
    public int size() {
        return ids.values().stream().mapToInt(List::size).sum();
    }
}
