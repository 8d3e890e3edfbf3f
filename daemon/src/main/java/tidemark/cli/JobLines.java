package tidemark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;

/** Jobs as lines of text. */
final class JobLines {

    private static final int ITEMS = 10;

    private JobLines() {}

    /** A table. */
    static void table(JsonNode jobs, PrintWriter out) {
        String format = "%-36s  %-16s  %-9s  %6s  %12s  %8s  %6s  %s%n";
        out.printf(format, "ID", "TYPE", "STATUS", "DONE", "DOCUMENTS", "A SECOND", "LEFT", "REASON");
        for (JsonNode job : jobs) {
            out.printf(
                    format,
                    job.path("id").asText(),
                    job.path("label").asText(),
                    job.path("status").asText(),
                    String.format(
                            Locale.ROOT, "%.1f%%", 100 * job.path("progress").asDouble()),
                    job.path("processed_docs").asLong(),
                    Math.round(job.path("docs_per_second").asDouble()),
                    left(job),
                    job.path("reason").asText());
        }
    }

    private static String left(JsonNode job) {
        return job.path("status").asText().equals("running")
                        && job.path("eta_seconds").isNumber()
                ? job.path("eta_seconds").asLong() + "s"
                : "";
    }

    /** What became of one, where it did not end well. */
    static void trouble(JsonNode job, PrintWriter out) {
        out.println("job " + job.path("id").asText() + " (" + job.path("label").asText() + ") is "
                + job.path("status").asText() + ": " + job.path("error").asText());
        int shown = 0;
        for (JsonNode item : job.path("failed_items")) {
            if (shown++ < ITEMS) {
                out.println("  " + item.path("id").asText() + ": "
                        + item.path("detail").asText());
            }
        }
        if (shown > ITEMS) {
            out.println("  and " + (shown - ITEMS) + " more");
        }
    }
}
