package tidemark.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tidemark.app.Daemon;
import tidemark.app.Logging;

/** {@code tidemark run}: the daemon, until a signal ends it. */
@Command(
        name = "run",
        description = {
            "Runs the daemon until SIGTERM or Ctrl-C. A second signal ends it at once.",
            "SIGHUP lets it read the configuration again."
        })
public final class RunVerb implements Callable<Integer> {

    @Mixin
    ConfigurationOptions options = new ConfigurationOptions();

    @Override
    public Integer call() throws Exception {
        Logging.apply(options.read().log());
        try (Daemon daemon = new Daemon(options::read);
                Reloading reloading = new Reloading(daemon::reload)) {
            Signals signals = new Signals(daemon::requestStop, reloading::ask);
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
