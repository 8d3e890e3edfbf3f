package tidemark.index;

import java.util.Map;
import java.util.TreeMap;

/** The settings of a physical index: ours, with a person's over them. */
final class IndexSettings {

    /** Longer than a chunk may live, so that an old write cannot bring back what a newer one deleted. */
    private static final String TOMBSTONES = "1h";

    private IndexSettings() {}

    /** By full name; nested and dotted names, with and without {@code index.} in front, are the same. */
    static Map<String, Object> of(Map<String, Object> overrides) {
        Map<String, Object> settings = new TreeMap<>();
        settings.put("index.number_of_shards", 1);
        settings.put("index.auto_expand_replicas", "0-1");
        settings.put("index.gc_deletes", TOMBSTONES);
        Map<String, Object> own = new TreeMap<>();
        flatten("", overrides, own);
        if (own.containsKey("index.number_of_replicas") && !own.containsKey("index.auto_expand_replicas")) {
            settings.put("index.auto_expand_replicas", false);
        }
        settings.putAll(own);
        return settings;
    }

    private static void flatten(String prefix, Map<?, ?> from, Map<String, Object> into) {
        from.forEach((key, value) -> {
            String name = prefix + key;
            if (value instanceof Map<?, ?> nested) {
                flatten(name + ".", nested, into);
            } else if (value != null) {
                into.put(name.startsWith("index.") ? name : "index." + name, value);
            }
        });
    }

    /** A limit of the mapping, as set or as Elasticsearch has it by default. */
    static long limit(Map<String, Object> settings, String name, long usual) {
        Object value = settings.get(name);
        try {
            return value == null ? usual : Long.parseLong(value.toString());
        } catch (NumberFormatException e) {
            return usual; // Elasticsearch says better what is wrong with it.
        }
    }
}
