package tidemark.telemetry;

import java.util.Map;

/**
 * Where spans go.
 *
 * @param endpoint of the collector, the whole address for traces
 * @param ratio which part of the cycles is told, 0 to 1
 * @param headers sent with each request; secret
 * @param instance which configuration this daemon has
 * @param version of the daemon
 */
public record TraceOptions(
        String endpoint, double ratio, Map<String, String> headers, String instance, String version) {

    /** Copies. */
    public TraceOptions {
        headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
        return "traces of " + instance + " to " + endpoint + " at " + ratio;
    }
}
