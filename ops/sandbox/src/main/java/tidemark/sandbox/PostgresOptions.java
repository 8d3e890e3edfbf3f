package tidemark.sandbox;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a PostgreSQL of the sandbox is started.
 *
 * @param dataFolder where it keeps its data, for good; null for a folder that goes when the server is closed
 * @param port       on 127.0.0.1; 0 for a free one
 * @param settings   of postgresql.conf, over the sandbox's own
 */
public record PostgresOptions(@Nullable Path dataFolder, int port, Map<String, String> settings) {
    public PostgresOptions {
        settings = Map.copyOf(settings);
    }

    /** Passing data, a free port, the sandbox's settings. */
    public static PostgresOptions defaults() {
        return new PostgresOptions(null, 0, Map.of());
    }

    public PostgresOptions withDataFolder(@Nullable Path folder) {
        return new PostgresOptions(folder, port, settings);
    }

    public PostgresOptions withPort(int number) {
        return new PostgresOptions(dataFolder, number, settings);
    }

    public PostgresOptions with(String setting, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(setting, value);
        return new PostgresOptions(dataFolder, port, more);
    }

    /** All settings that the server gets, but its port. */
    Map<String, String> allSettings() {
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "listen_addresses", "127.0.0.1",
                "unix_socket_directories", "",
                "max_connections", "100",
                "max_prepared_transactions", "20",
                "synchronous_commit", "on",
                "wal_level", "replica",
                "timezone", "UTC",
                "log_min_messages", "warning",
                // In the data folder, so that a killed server leaves nothing in /dev/shm.
                "dynamic_shared_memory_type", "mmap"));
        // The sandbox kills processes, not machines: what is written survives without fsync, at a fraction of the time.
        // Data that lasts may outlive the machine's next power cut.
        all.put("fsync", dataFolder == null ? "off" : "on");
        all.putAll(settings);
        return all;
    }
}
