package tidemark.cli;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of verbs that speak to the running daemon. */
final class DaemonOptions {

    @Mixin
    ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Where the daemon listens; from http.host and http.port of the configuration without.")
    @Nullable
    URI url;

    DaemonClient client() {
        URI given = url;
        return new DaemonClient(
                given != null
                        ? given
                        : DaemonClient.address(configuration.read().http()));
    }
}
