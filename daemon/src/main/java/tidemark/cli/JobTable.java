package tidemark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Jobs for people: many as a table, one in detail. */
final class JobTable {

    private static final int REASON = 40;
    private static final int ITEMS = 10;

    /** A column: its head, what stands in it, whether it leans to the right. */
    private record Column(String head, Function<JobReport, String> cell, boolean right) {}

    private static final List<Column> COLUMNS = List.of(
            new Column("ID", JobReport::id, false),
            new Column("TYPE", JobReport::type, false),
            new Column("STATUS", JobReport::status, false),
            new Column("PROGRESS", job -> job.percent() + " %", true),
            new Column("DOCUMENTS", JobReport::documents, true),
            new Column("RATE", JobReport::rate, true),
            new Column("ETA", JobReport::eta, true),
            new Column("REASON", job -> Words.line(job.reason(), REASON), false),
            new Column("STARTED", JobReport::started, false));

    private static final List<Column> BRIEF = COLUMNS.subList(0, 3);

    private JobTable() {}

    /** A line for the heads and one for each job. */
    static List<String> full(List<JobReport> jobs) {
        return lines(COLUMNS, jobs);
    }

    /** Ids, types and status alone. */
    static List<String> brief(List<JobReport> jobs) {
        return lines(BRIEF, jobs);
    }

    private static List<String> lines(List<Column> columns, List<JobReport> jobs) {
        List<StringBuilder> lines = new ArrayList<>();
        for (int i = 0; i <= jobs.size(); i++) {
            lines.add(new StringBuilder());
        }
        for (Column column : columns) {
            List<String> cells = new ArrayList<>(List.of(column.head()));
            for (JobReport job : jobs) {
                String cell = column.cell().apply(job);
                cells.add(cell.isEmpty() ? "-" : Words.line(cell, Integer.MAX_VALUE));
            }
            int width = cells.stream().mapToInt(String::length).max().orElse(0);
            for (int i = 0; i < cells.size(); i++) {
                String gap = " ".repeat(width - cells.get(i).length());
                lines.get(i)
                        .append(column.right() ? gap + cells.get(i) : cells.get(i) + gap)
                        .append("  ");
            }
        }
        return lines.stream().map(line -> line.toString().stripTrailing()).toList();
    }

    /** Everything that the daemon tells of one job. */
    static List<String> detail(JobReport job) {
        List<String> lines = new ArrayList<>();
        job.json().properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (field.getKey().equals("failed_items")) {
                lines.add(pair(field.getKey(), value.isEmpty() ? "none" : Words.count(value.size())));
                lines.addAll(failedItems(job));
            } else if (field.getKey().equals("children")) {
                lines.add(pair(field.getKey(), value.isEmpty() ? "none" : ""));
                value.forEach(child -> lines.add("  " + Words.line(child.toString(), 200)));
            } else {
                lines.add(pair(
                        field.getKey(),
                        value.isNull() ? "-" : value.isValueNode() ? value.asText() : value.toString()));
            }
        });
        return lines;
    }

    private static String pair(String name, String value) {
        String padded = Words.line(name, 40) + " ".repeat(Math.max(2, 18 - name.length()));
        return (padded + Words.plain(value).replace("\n", "\n" + " ".repeat(padded.length()))).stripTrailing();
    }

    /** The first of the documents that a job could not write. */
    static List<String> failedItems(JobReport job) {
        List<String> items = job.failedItems();
        List<String> lines = new ArrayList<>();
        items.stream().limit(ITEMS).forEach(item -> lines.add("  " + Words.line(item, 300)));
        if (items.size() > ITEMS) {
            lines.add("  and " + Words.count(items.size() - ITEMS) + " more; `tidemark jobs "
                    + Words.line(job.id(), 200) + " --json` lists what the daemon keeps of them");
        }
        return lines;
    }

    /** How a job ended, and why. */
    static List<String> end(JobReport job) {
        List<String> lines = new ArrayList<>();
        List<String> items = failedItems(job);
        lines.add(Words.line(
                job.type() + " " + job.status() + ": " + job.documents() + " documents, job " + job.id(), 300));
        if (!job.error().isEmpty()) {
            lines.add("  error: " + indented(job.error()));
        }
        if (!job.detail().isEmpty()) {
            lines.add("  detail: " + indented(job.detail()));
        }
        if (!items.isEmpty()) {
            lines.add("  documents that could not be written:");
            items.forEach(item -> lines.add("  " + item));
        }
        if (job.failed() && job.retries() < job.maxRetries()) {
            lines.add("  the daemon tries again by itself: retry " + (job.retries() + 1) + " of " + job.maxRetries());
        }
        return lines;
    }

    private static String indented(String text) {
        return Words.plain(text).strip().replace("\n", "\n    ");
    }
}
