package tidemark.app;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tidemark.config.Configuration;
import tidemark.config.TraceSettings;
import tidemark.telemetry.Metrics;
import tidemark.telemetry.OpenTelemetryTraces;
import tidemark.telemetry.TraceOptions;
import tidemark.telemetry.Traces;

/**
 * What the parts are watched with, for as long as the daemon lives.
 *
 * @param metrics its numbers
 * @param traces its spans; off unless there is an endpoint
 */
record Instruments(Metrics metrics, Traces traces) {

    static Instruments of(Configuration configuration) {
        String version = Objects.requireNonNullElse(version(), "development");
        return new Instruments(new Metrics(configuration.types().keySet(), version), traces(configuration, version));
    }

    /** As the jar's manifest says; classes outside of a jar have none. */
    private static @Nullable String version() {
        Package own = Instruments.class.getPackage();
        return own == null ? null : own.getImplementationVersion();
    }

    private static Traces traces(Configuration configuration, String version) {
        TraceSettings settings = configuration.traces();
        return settings.endpoint() == null
                ? Traces.OFF
                : new OpenTelemetryTraces(new TraceOptions(
                        settings.endpoint().toString(),
                        settings.sampleRatio(),
                        settings.headersByName(),
                        configuration.name(),
                        version));
    }
}
