package tidemark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tidemark.app.DryRun;

/** {@code tidemark reindex}: starts jobs, and watches them if asked to. */
@Command(
        name = "reindex",
        description = {
            "Rebuilds document types into fresh indices behind their aliases, or has single documents written again.",
            "Ends with 3 if a job that it waited for failed or was cancelled."
        })
public final class ReindexVerb implements Callable<Integer> {

    @Mixin
    DaemonOptions options = new DaemonOptions();

    @Parameters(paramLabel = "TYPE", arity = "0..*", description = "Document types; all without.")
    List<String> types = new ArrayList<>();

    @Option(names = "--ids", paramLabel = "KEY", arity = "1..*", description = "Only these documents of the one type.")
    List<String> ids = new ArrayList<>();

    @Option(names = "--id", paramLabel = "ID", description = "What to call the job: asked again, it is the same.")
    @Nullable
    String id;

    @Option(names = "--metadata", paramLabel = "KEY=VALUE", description = "Kept with the job; may be given often.")
    Map<String, String> metadata = new LinkedHashMap<>();

    @Option(names = "--wait", description = "Shows the progress until all are over.")
    boolean wait;

    @Option(
            names = "--dry-run",
            description = {
                "Only tells how many documents would change, and how; composes all, asks no daemon, writes nothing.",
                "Ends with 3 if the mapping would refuse some."
            })
    boolean dryRun;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = CheckVerb.out(spec);
        if (dryRun) {
            return dryRun(out);
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        types.forEach(body.putArray("types")::add);
        ids.forEach(body.putArray("ids")::add);
        metadata.forEach(body.putObject("metadata")::put);
        if (id != null) {
            body.put("id", id);
        }
        DaemonClient daemon = options.client();
        JsonNode answer = daemon.post("/_indexer/jobs", body);
        List<String> jobs = new ArrayList<>();
        answer.path("jobs").forEach(job -> jobs.add(job.path("id").asText()));
        answer.path("jobs")
                .forEach(job -> out.println("job " + job.path("id").asText() + " ("
                        + job.path("label").asText() + ") is "
                        + job.path("status").asText()));
        out.flush();
        return !wait || new JobWatch(daemon, out, picocli.CommandLine.Help.Ansi.AUTO.enabled()).until(jobs)
                ? ExitCodes.DONE
                : ExitCodes.REFUSED;
    }

    private int dryRun(PrintWriter out) {
        if (wait || id != null || !ids.isEmpty() || !metadata.isEmpty()) {
            throw new picocli.CommandLine.ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "--dry-run goes with types alone");
        }
        boolean sound = new DryRun(options.configuration.read(), out::println).run(types);
        out.flush();
        return sound ? ExitCodes.DONE : ExitCodes.REFUSED;
    }
}
