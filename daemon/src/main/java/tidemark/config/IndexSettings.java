package tidemark.config;

import java.time.Duration;
import java.util.List;

/**
 * What every data index has in common; a document type's own {@code settings} override it.
 *
 * @param prefix of every alias and index; may be empty
 * @param shards primary shards
 * @param replicas copies of each shard
 * @param refreshInterval how often Elasticsearch refreshes by itself
 */
public record IndexSettings(String prefix, int shards, int replicas, Duration refreshInterval) {

    static final Key<String> PREFIX = new Key<>(
            "index.prefix",
            Kind.text("empty, or lower case letters, digits, - _ .", "([a-z0-9][a-z0-9_.-]{0,99})?"),
            "",
            "What the names of all aliases and indices begin with.");
    static final Key<Integer> SHARDS =
            new Key<>("index.shards", Kind.integer(1, 1024), "1", "Primary shards of each index.");
    static final Key<Integer> REPLICAS =
            new Key<>("index.replicas", Kind.integer(0, 20), "1", "Copies of each shard; 0 on a single node.");
    static final Key<Duration> REFRESH_INTERVAL = new Key<>(
            "index.refresh_interval",
            Kind.duration("10ms", "1h"),
            "1s",
            "How often Elasticsearch makes written documents searchable by itself.");

    static final Section<IndexSettings> SECTION = new Section<>(
            "index",
            "What every data index has in common. The settings of a document type override it.",
            List.of(PREFIX, SHARDS, REPLICAS, REFRESH_INTERVAL),
            values -> new IndexSettings(
                    values.get(PREFIX), values.get(SHARDS), values.get(REPLICAS), values.get(REFRESH_INTERVAL)));

    /** Checks each value. */
    public IndexSettings {
        PREFIX.check(prefix);
        SHARDS.check(shards);
        REPLICAS.check(replicas);
        REFRESH_INTERVAL.check(refreshInterval);
    }

    /** The alias of a document type. */
    public String alias(String type) {
        return prefix + type;
    }
}
