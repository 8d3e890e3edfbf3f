package tidemark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark health}: for the probes of containers. One line, and 0 or 1. */
@Command(
        name = "health",
        description = {
            "Asks the running daemon whether it can do its work: it leads or stands by, and both servers answer.",
            "Ends with 0 if so, with 1 if not or if no daemon answers."
        })
public final class HealthVerb implements Callable<Integer> {

    private static final int UNHEALTHY = 1;

    @Mixin
    DaemonOptions options = new DaemonOptions();

    @Option(
            names = "--live",
            description = {
                "Asks only whether its loop still turns. A daemon that waits for a server is live: to start it anew would",
                "not help."
            })
    boolean live;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = CheckVerb.out(spec);
        try {
            DaemonClient daemon = options.daemon(DaemonClient.Limits.PROBE);
            JsonNode health = daemon.get("/_indexer/health", 503).json();
            JsonNode asked = health.path(live ? "live" : "ready");
            if (!asked.isBoolean()) {
                throw daemon.lacks(live ? "live" : "ready");
            }
            out.println((asked.asBoolean() ? "" : "not ") + (live ? "live" : "ready") + servers(health));
            return asked.asBoolean() ? ExitCodes.DONE : UNHEALTHY;
        } catch (DaemonFailure e) {
            out.println(Words.plain(String.valueOf(e.getMessage())));
            return UNHEALTHY;
        } finally {
            out.flush();
        }
    }

    private static String servers(JsonNode health) {
        StringBuilder words = new StringBuilder();
        health.path("dependencies")
                .properties()
                .forEach(server -> words.append(", ")
                        .append(Words.plain(server.getKey()))
                        .append(' ')
                        .append(Words.plain(server.getValue().path("status").asText())));
        return words.toString();
    }
}
