package tidemark.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import tidemark.config.Configuration;

/** The options that every verb has. */
final class ConfigurationOptions {

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "tidemark.yaml",
            description = "The configuration file (default: ${DEFAULT-VALUE}).")
    Path file = Path.of("tidemark.yaml");

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Overrides a key of the configuration; may be given often.")
    List<String> flags = new ArrayList<>();

    Configuration read() {
        return Configuration.read(file, System.getenv(), flags);
    }
}
