package tidemark.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tidemark.app.Daemon;
import tidemark.app.Logging;
import tidemark.config.Configuration;

/** {@code tidemark run}: the daemon, until a signal ends it. */
@Command(name = "run", description = "Runs the daemon until SIGTERM or Ctrl-C. A second signal ends it at once.")
public final class RunVerb implements Callable<Integer> {

    @Mixin
    ConfigurationOptions options = new ConfigurationOptions();

    @Override
    public Integer call() throws Exception {
        Configuration configuration = options.read();
        Logging.apply(configuration.log());
        try (Daemon daemon = new Daemon(configuration)) {
            Signals signals = new Signals(daemon::requestStop);
            signals.listen();
            daemon.start();
            Throwable failure = daemon.awaitEnd().orElse(null);
            if (failure instanceof Exception told) {
                // As for any other verb: the reason, and what to do, on standard error.
                throw told;
            }
            return failure == null ? ExitCodes.DONE : ExitCodes.BUG;
        }
    }
}
