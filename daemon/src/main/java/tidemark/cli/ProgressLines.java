package tidemark.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Progress for a log: a line whenever a job has another status, is ten per cent further, or said nothing for 30 seconds. */
final class ProgressLines implements Progress {

    private static final Duration QUIET = Duration.ofSeconds(30);

    private record Said(String status, int tenth, long nanos) {}

    private final PrintWriter out;
    private final Pace pace;
    private final Map<String, Said> said = new HashMap<>();

    ProgressLines(PrintWriter out, Pace pace) {
        this.out = out;
        this.pace = pace;
    }

    @Override
    public void show(JobReport job) {
        Said now = new Said(job.status(), job.percent() / 10, pace.nanos());
        Said before = said.get(job.id());
        if (news(before, now)) {
            said.put(job.id(), now);
            StringBuilder line = new StringBuilder()
                    .append(job.type())
                    .append("  ")
                    .append(job.status())
                    .append("  ")
                    .append(job.percent())
                    .append(" %  ")
                    .append(job.documents())
                    .append(" documents");
            if (!job.rate().isEmpty()) {
                line.append("  ").append(job.rate());
            }
            if (!job.eta().isEmpty()) {
                line.append("  ETA ").append(job.eta());
            }
            note(line.toString());
        }
    }

    private static boolean news(@Nullable Said before, Said now) {
        return before == null
                || !before.status().equals(now.status())
                || before.tenth() != now.tenth()
                || now.nanos() - before.nanos() >= QUIET.toNanos();
    }

    @Override
    public void note(String line) {
        out.println(Words.plain(line));
        out.flush();
    }

    @Override
    public void close() {
        out.flush();
    }
}
