package tidemark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark explain}: why a document is what it is, or what a change would touch. */
@Command(
        name = "explain",
        description = {
            "Tells whether a document is true, which changes reached it last and over which paths, and what would change it.",
            "With --change: how many documents a change of one row would touch."
        })
public final class ExplainVerb implements Callable<Integer> {

    private static final int WIDE = 300;

    @Mixin
    DaemonOptions options = new DaemonOptions();

    @Parameters(index = "0", paramLabel = "TYPE", description = "The document type; with --change the table.")
    String of = "";

    @Parameters(
            index = "1",
            paramLabel = "ID",
            description = "The key; a composite one as a JSON array of texts: '[\"7\",\"2\"]'.")
    String id = "";

    @Option(names = "--change", description = "Explains a change of the row of that table, not a document.")
    boolean change;

    @Option(names = "--json", description = "Prints what the daemon answers.")
    boolean json;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        DaemonClient daemon = options.daemon();
        DaemonClient.Answer answer = daemon.get(
                change
                        ? "/_indexer/explain?table=" + DaemonClient.encoded(of) + "&key=" + DaemonClient.encoded(id)
                        : "/_indexer/explain/" + DaemonClient.encoded(of) + "/" + DaemonClient.encoded(id));
        PrintWriter out = CheckVerb.out(spec);
        if (json) {
            out.println(Words.ascii(answer.text().stripTrailing()));
        } else {
            (change ? impact(answer.json()) : document(answer.json()))
                    .forEach(line -> out.println(Words.line(line, WIDE)));
        }
        out.flush();
        return ExitCodes.DONE;
    }

    private static List<String> document(ObjectNode answer) {
        List<String> lines = new ArrayList<>();
        lines.add(answer.path("type").asText() + ":" + answer.path("id").asText() + " is "
                + answer.path("state").asText() + ": " + answer.path("message").asText());
        JsonNode index = answer.path("index");
        if (index.isObject()) {
            lines.add("  in the index   " + index.path("physical").asText() + ", generation "
                    + index.path("generation").asText() + ", made from snapshot "
                    + index.path("snapshot").asText());
        } else {
            lines.add("  in the index   no");
        }
        JsonNode database = answer.path("database");
        lines.add("  in the database "
                + (database.has("failure")
                        ? "it cannot be composed: " + database.path("failure").asText()
                        : database.path("exists").asBoolean() ? "yes" : "no"));
        JsonNode difference = answer.path("difference");
        if (difference.isObject()) {
            lines.add("  differs at     " + difference.path("path").asText() + ": database "
                    + difference.path("database").asText() + ", index "
                    + difference.path("index").asText());
        }
        JsonNode troubled = answer.path("troubled");
        if (troubled.isObject()) {
            lines.add("  refused        " + troubled.path("error_message").asText() + "; "
                    + troubled.path("attempts").asText() + " attempts, next "
                    + troubled.path("next").asText());
        }
        if (answer.has("stale")) {
            lines.add("  its type       stale: " + answer.path("stale").asText());
        }
        changes(lines, "waiting", answer.path("waiting"));
        changes(lines, "indexed", answer.path("last_changes"));
        lines.add("  would change with");
        answer.path("would_change_it").forEach(source -> {
            String path = source.path("path").asText();
            lines.add("    " + source.path("table").asText() + (path.isEmpty() ? " (its own row)" : " as " + path));
        });
        return lines;
    }

    private static void changes(List<String> lines, String what, JsonNode changes) {
        changes.forEach(change -> {
            List<String> paths = new ArrayList<>();
            change.path("paths")
                    .forEach(path -> paths.add(path.asText().isEmpty() ? "its own row" : "over " + path.asText()));
            lines.add("  " + what + "        " + change.path("operation").asText() + " of "
                    + change.path("table").asText() + ":" + change.path("key").asText() + ", "
                    + String.join(", ", paths) + ", transaction "
                    + change.path("xid").asText() + " at "
                    + Words.second(change.path("at").asText()));
        });
    }

    private static List<String> impact(ObjectNode answer) {
        List<String> lines = new ArrayList<>();
        lines.add("a change of " + answer.path("table").asText() + ":"
                + answer.path("key").asText() + " would touch "
                + Words.count(answer.path("documents").asLong()) + " documents");
        answer.path("types").properties().forEach(type -> {
            JsonNode found = type.getValue();
            lines.add("  " + type.getKey() + "  "
                    + Words.count(found.path("documents").asLong())
                    + (found.path("more").asBoolean() ? " or more" : ""));
            found.path("paths")
                    .properties()
                    .forEach(path ->
                            lines.add("    " + (path.getKey().isEmpty() ? "its own row" : "over " + path.getKey())
                                    + "  " + Words.count(path.getValue().asLong())));
        });
        return lines;
    }
}
