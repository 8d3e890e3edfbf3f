package tidemark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A {@link StatusReport} as lines for a person: what is going on, how far behind, what needs somebody. */
final class StatusPage {

    private static final int WIDTH = 110;
    private static final int BAR = 24;
    private static final int MOST_TYPES = 40;
    private static final int MOST_JOBS = 12;
    private static final int MOST_RESULTS = 3;
    private static final int MOST_LINES_OF_A_HINT = 6;

    private final StatusReport report;
    private final Ink ink;
    private final List<String> lines = new ArrayList<>();

    private StatusPage(StatusReport report, Ink ink) {
        this.report = report;
        this.ink = ink;
    }

    /** The lines. */
    static List<String> lines(StatusReport report, Ink ink) {
        StatusPage page = new StatusPage(report, ink);
        page.head();
        page.paused();
        page.types();
        page.jobs();
        page.results();
        page.followUps();
        page.verification();
        page.errors();
        page.silent();
        page.verdict();
        return List.copyOf(page.lines);
    }

    private void head() {
        JsonNode indexer = report.indexer();
        String status = text(indexer, "status");
        String shown = switch (status) {
            case "waiting" -> ink.good(status);
            case "sleeping" -> ink.bad(status);
            default -> ink.busy(status);
        };
        boolean leads = indexer.path("leading").asBoolean();
        lines.add(ink.bold("tidemark") + "      " + shown
                + (leads ? "" : ", stands by: another daemon leads, or none yet")
                + (indexer.path("recovery").asBoolean() ? ", reads a standby" : "")
                + ink.faint("  (up since " + Words.second(text(indexer, "started")) + ")"));
        lines.add("behind        " + behind());
        report.health().path("dependencies").properties().forEach(this::dependency);
    }

    private void silent() {
        if (!report.silent().isEmpty()) {
            lines.add(ink.bad("not answered in time: " + String.join(", ", report.silent()))
                    + "; PostgreSQL or Elasticsearch hangs");
        }
    }

    private void paused() {
        if (report.paused()) {
            JsonNode pause = report.indexer().path("paused");
            String reason = Words.line(text(pause, "reason"), WIDTH);
            lines.add(padded("paused", 14)
                    + ink.bad("nothing is indexed until tidemark resume")
                    + ink.faint("  (since " + Words.second(text(pause, "since")) + ")")
                    + (reason.isEmpty() ? "" : ": " + reason));
        }
    }

    private void dependency(Map.Entry<String, JsonNode> server) {
        String status = text(server.getValue(), "status");
        String since = text(server.getValue(), "since");
        lines.add(padded(server.getKey(), 14)
                + (status.equals("up") ? ink.good(status) : ink.bad(status))
                + (since.isEmpty() ? "" : ink.faint("  (since " + Words.second(since) + ")")));
    }

    private String behind() {
        JsonNode unindexed = report.indexing().path("num_unindexed_ops");
        JsonNode last = report.indexer().path("last_result");
        String looked = "; last look " + Words.second(text(report.indexer(), "timestamp"));
        if (unindexed.isNumber()) {
            long count = unindexed.asLong();
            return (count == 0 ? ink.good("nothing") : ink.busy(Words.count(count) + " operations")) + " of "
                    + Words.count(report.indexing().path("total_ops").asLong()) + looked;
        }
        if (report.silent().contains("indexing_status")) {
            return ink.bad("not known") + looked;
        }
        if (text(report.indexer(), "status").equals("waiting") && report.leads()) {
            return ink.good("nothing") + " that was there" + looked;
        }
        JsonNode lag = last.path("txn_lag_seconds");
        return ink.busy(lag.isNumber() ? seconds(lag.asDouble()) + " at the last cycle" : "not known") + looked;
    }

    private void types() {
        JsonNode types = report.indexer().path("types");
        if (types.isEmpty()) {
            return;
        }
        lines.add("");
        int width = Math.min(
                30,
                types.propertyStream()
                        .mapToInt(type -> type.getKey().length())
                        .max()
                        .orElse(0));
        types.propertyStream()
                .sorted((a, b) -> Integer.compare(urgency(a.getValue()), urgency(b.getValue())))
                .limit(MOST_TYPES)
                .forEach(type -> type(type.getKey(), type.getValue(), Math.max(12, width) + 2));
        more(types.size(), MOST_TYPES, "types");
    }

    private static int urgency(JsonNode type) {
        return List.of("failed", "stale", "building")
                        .indexOf(type.path("status").asText())
                & 3;
    }

    private void type(String name, JsonNode type, int width) {
        String status = text(type, "status");
        String padded = padded(status, 9);
        String shown = switch (status) {
            case "online" -> ink.good(padded);
            case "building" -> ink.busy(padded);
            default -> ink.bad(padded);
        };
        JsonNode indexing = report.indexing().path("types").path(name);
        StringBuilder rest = new StringBuilder();
        if (type.path("row_count_at_build").isNumber()) {
            rest.append(Words.count(type.path("row_count_at_build").asLong())).append(" rows when built");
        }
        if (indexing.path("num_unindexed_ops").isNumber()) {
            rest.append("  ")
                    .append(Words.count(indexing.path("num_unindexed_ops").asLong()))
                    .append(" of ")
                    .append(Words.count(indexing.path("total_ops").asLong()))
                    .append(" operations to do");
        }
        if (indexing.path("freshness").path("p50_seconds").isNumber()) {
            rest.append("  fresh in ")
                    .append(seconds(
                            indexing.path("freshness").path("p50_seconds").asDouble()))
                    .append(", p99 ")
                    .append(seconds(
                            indexing.path("freshness").path("p99_seconds").asDouble()));
        }
        lines.add(padded(Words.line(name, 30), width) + shown + " "
                + ink.faint(rest.toString().strip()));
        if (!text(type, "reason").isEmpty()) {
            lines.add("  " + Words.line(text(type, "reason"), 200));
        }
    }

    private void jobs() {
        if (report.jobs().isEmpty()) {
            return;
        }
        lines.add("");
        report.jobs().stream()
                .sorted((a, b) -> a.status().compareTo(b.status()) * -1)
                .limit(MOST_JOBS)
                .forEach(job -> lines.add((padded("job " + Words.line(job.type(), 26), 32) + bar(job.percent()) + " "
                                + padded(job.percent() + " %", 6) + job.status() + " " + job.documents() + " "
                                + job.rate() + (job.eta().isEmpty() ? "" : " ETA " + job.eta()) + "  "
                                + ink.faint(Words.line(job.reason(), 40)))
                        .stripTrailing()));
        more(report.jobs().size(), MOST_JOBS, "jobs");
    }

    private String bar(int percent) {
        int full = percent * BAR / 100;
        return "[" + ink.busy("=".repeat(full)) + " ".repeat(BAR - full) + "]";
    }

    private void results() {
        JsonNode results = report.indexer().path("results");
        if (!results.isEmpty()) {
            lines.add("");
        }
        results.valueStream()
                .limit(MOST_RESULTS)
                .forEach(result -> lines.add(ink.faint(Words.second(text(result, "timestamp"))) + "  "
                        + Words.count(result.path("indexed").asLong())
                        + " indexed, " + Words.count(result.path("deleted").asLong()) + " deleted, "
                        + Words.count(result.path("txn_count").asLong()) + " transactions"
                        + (result.path("cycle_took_seconds").isNumber()
                                ? ", in "
                                        + seconds(result.path("cycle_took_seconds")
                                                .asDouble())
                                : "")
                        + (result.path("txn_lag_seconds").isNumber()
                                ? ", " + seconds(result.path("txn_lag_seconds").asDouble()) + " after the first commit"
                                : "")));
    }

    private void followUps() {
        report.indexer()
                .path("followups")
                .properties()
                .forEach(follower -> lines.add(
                        "follow-up     " + Words.line(follower.getKey() + ": " + follower.getValue(), WIDTH)));
    }

    private void verification() {
        long checked = 0;
        long completed = 0;
        for (JsonNode type : report.verification().path("types")) {
            checked += type.path("checked").asLong();
            completed += type.path("status").asText().equals("completed") ? 1 : 0;
        }
        int types = report.verification().path("types").size();
        if (types > 0) {
            String found = report.drifted() == 0
                    ? ink.good("no difference")
                    : ink.bad(Words.count(report.drifted()) + " documents differ");
            lines.add("");
            lines.add("verification  " + found + " in " + Words.count(checked) + " compared, " + completed + " of "
                    + types + " types done");
        }
    }

    private void errors() {
        long troubled = report.indexer().path("troubled").asLong();
        if (troubled > 0) {
            lines.add("");
            lines.add(ink.bad("troubled      " + Words.count(troubled) + " documents could not be indexed")
                    + "; GET /_indexer/troubled names them, each is tried again");
            report.indexer()
                    .path("last_result")
                    .path("errors")
                    .valueStream()
                    .limit(MOST_RESULTS)
                    .forEach(error -> lines.add("  "
                            + Words.line(
                                    text(error, "type") + " " + text(error, "uuid") + ": "
                                            + text(error, "error_message"),
                                    WIDTH)));
        }
        if (report.exitCode() == ExitCodes.DONE) {
            pastErrors();
            return;
        }
        for (JsonNode error : report.indexer().path("errors")) {
            lines.add("");
            lines.add(ink.bad("error") + ink.faint("  " + Words.second(text(error, "timestamp"))) + "  "
                    + Words.line(text(error, "error"), 300));
            Words.plain(text(error, "hint"))
                    .lines()
                    .limit(MOST_LINES_OF_A_HINT)
                    .forEach(hint -> lines.add("  " + hint));
        }
    }

    /** All is well by now: what was the matter is told, and asks nothing of anybody. */
    private void pastErrors() {
        JsonNode errors = report.indexer().path("errors");
        if (!errors.isEmpty()) {
            lines.add("");
        }
        errors.forEach(error -> lines.add(ink.faint("earlier error  " + Words.second(text(error, "timestamp")) + "  "
                + Words.line(text(error, "error"), WIDTH))));
    }

    private void verdict() {
        lines.add("");
        lines.add(
                switch (report.exitCode()) {
                    case ExitCodes.DONE ->
                        report.leads()
                                ? ink.good("all is well")
                                : ink.good("it stands by, ready to take over")
                                        + ": ask the one that leads how search is";
                    case ExitCodes.AWAY -> ink.bad("a server is away; indexing goes on by itself when it is back");
                    default -> ink.bad("somebody has to look at this: see what is red, and ops/runbook.md");
                });
    }

    private void more(int size, int shown, String what) {
        if (size > shown) {
            lines.add(ink.faint("and " + Words.count(size - shown) + " more " + what));
        }
    }

    private static String seconds(double seconds) {
        return seconds < 1
                ? Math.round(seconds * 1000) + " ms"
                : seconds < 120 ? String.format(Locale.ROOT, "%.1f s", seconds) : Words.clock(Math.round(seconds));
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isNull() ? "" : Words.plain(value.asText());
    }
}
