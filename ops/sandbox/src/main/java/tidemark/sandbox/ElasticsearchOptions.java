package tidemark.sandbox;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an Elasticsearch of the sandbox is started.
 *
 * @param dataFolder where it keeps its data, for good; null for a folder that goes when the server is closed
 * @param port       of HTTP, on 127.0.0.1; 0 for a free one
 * @param heap       of its JVM, as {@code -Xmx} has it
 * @param quickStart whether its JVM compiles cheaply, which starts at 60 % of the CPU time and serves slower; what measures
 *     anything sets it to false
 * @param settings   of elasticsearch.yml, over the sandbox's own; an unknown one stops the start
 */
public record ElasticsearchOptions(
        @Nullable Path dataFolder, int port, String heap, boolean quickStart, Map<String, String> settings) {
    public ElasticsearchOptions {
        settings = Map.copyOf(settings);
    }

    /** Passing data, a free port, half a gigabyte of heap, a quick start. */
    public static ElasticsearchOptions defaults() {
        return new ElasticsearchOptions(null, 0, "512m", true, Map.of());
    }

    public ElasticsearchOptions withDataFolder(@Nullable Path folder) {
        return new ElasticsearchOptions(folder, port, heap, quickStart, settings);
    }

    public ElasticsearchOptions withPort(int number) {
        return new ElasticsearchOptions(dataFolder, number, heap, quickStart, settings);
    }

    public ElasticsearchOptions withHeap(String size) {
        return new ElasticsearchOptions(dataFolder, port, size, quickStart, settings);
    }

    public ElasticsearchOptions withQuickStart(boolean quick) {
        return new ElasticsearchOptions(dataFolder, port, heap, quick, settings);
    }

    public ElasticsearchOptions with(String setting, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(setting, value);
        return new ElasticsearchOptions(dataFolder, port, heap, quickStart, more);
    }

    /** All settings that the server gets, but its ports and paths. */
    Map<String, String> allSettings() {
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "cluster.name", "tidemark-sandbox",
                "node.name", "sandbox",
                "network.host", "127.0.0.1",
                "discovery.type", "single-node",
                // A developer's disk is often fuller than the 85 % at which shards would stay unassigned.
                "cluster.routing.allocation.disk.threshold_enabled", "false"));
        all.putAll(settings);
        return all;
    }
}
