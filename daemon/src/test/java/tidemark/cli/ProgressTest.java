package tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static tidemark.cli.JobJson.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProgressTest {

    private final StringWriter written = new StringWriter();
    private final PrintWriter out = new PrintWriter(written);
    private final ManualPace pace = new ManualPace();

    @Test
    void linesAreWrittenForEachTenPerCent() {
        try (Progress lines = new ProgressLines(out, pace)) {
            for (int done = 0; done <= 100; done++) {
                lines.show(report(job("album", "running", done, 100)));
            }
        }
        assertThat(written.toString().lines()).hasSize(11);
    }

    @Test
    void aJobThatStandsStillIsToldOfEveryHalfMinute() {
        try (Progress lines = new ProgressLines(out, pace)) {
            for (int second = 0; second <= 60; second++) {
                lines.show(report(job("album", "running", 5, 100)));
                pace.pass(Duration.ofSeconds(1));
            }
        }
        assertThat(written.toString().lines()).hasSize(3);
    }

    @Test
    void aChangedStatusIsNews() {
        try (Progress lines = new ProgressLines(out, pace)) {
            lines.show(report(job("album", "pending", 0, 100)));
            lines.show(report(job("album", "running", 0, 100)));
            lines.show(report(job("track", "running", 0, 100)));
            lines.note("the daemon answers");
        }
        assertThat(written.toString().lines()).hasSize(4).last().isEqualTo("the daemon answers");
    }

    @Test
    void barsStayInTheirRows() {
        try (Progress bars = new ProgressBars(out)) {
            bars.show(report(job("album", "running", 250, 1000)));
            bars.show(report(job("track", "pending", 0, 0)));
            bars.note("x".repeat(200));
            bars.show(report(job("album", "completed", 1000, 1000)));
        }
        String screen = screen(written.toString());
        assertThat(screen.lines()).hasSize(3).allMatch(line -> line.length() <= 79);
        assertThat(screen.lines().toList().get(0)).startsWith("album 100% [").endsWith("completed");
        assertThat(screen.lines().toList().get(1)).startsWith("track   0% [").contains("pending 1,234/s ETA 1:02:03");
        assertThat(screen.lines().toList().get(2)).startsWith("xxx").endsWith("...");
        // The library draws by a clock of its own too, maybe between the number and its share.
        assertThat(written.toString()).contains("250/1000");
    }

    /** What a terminal shows after this text, of which it knows what the bars use. */
    private static String screen(String text) {
        List<StringBuilder> rows = new ArrayList<>();
        rows.add(new StringBuilder());
        int row = 0;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '\n') {
                row++;
                if (row == rows.size()) {
                    rows.add(new StringBuilder());
                }
            } else if (c == '\u001b') {
                int end = at + 1;
                while (!Character.isLetter(text.charAt(end))) {
                    end++;
                }
                int number = Integer.parseInt(text, at + 1, end, 10);
                switch (text.charAt(end)) {
                    case 'A' -> row -= number;
                    case 'B' -> row += number;
                    case 'K' -> rows.set(row, new StringBuilder());
                    default -> throw new AssertionError("unknown: " + text.charAt(end));
                }
                at = end + 1;
            } else if (c != '\r') {
                rows.get(row).append(c);
            }
        }
        return String.join("\n", rows);
    }

    private static JobReport report(ObjectNode job) {
        DaemonClient nobody = new DaemonClient(URI.create("http://127.0.0.1:1"));
        return JobReport.one(nobody, new DaemonClient.Answer(200, job.toString(), job));
    }
}
