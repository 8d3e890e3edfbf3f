package tidemark.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress for a terminal: a bar for each job, below one another. Rate and time left are the daemon's, which knows what went on
 * before anybody looked.
 *
 * <p>The rows are placed here rather than by the library, which would start a terminal of its own, by native code or other
 * processes, to learn its width.
 */
final class ProgressBars implements Progress {

    private static final int WIDTH = 79;
    private static final int TYPE = 20;

    /** The library draws by a clock of its own too; whenever somebody looked is enough. */
    private static final int REDRAW_MILLIS = 60_000;

    private final PrintWriter out;
    private final Map<String, ProgressBar> bars = new LinkedHashMap<>();

    /** Lines below the cursor's first; guarded by this. */
    private int height;

    ProgressBars(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void show(JobReport job) {
        ProgressBar bar = bars.computeIfAbsent(job.id(), id -> bar(job));
        bar.maxHint(job.total() > 0 ? Math.max(job.total(), job.processed()) : 1);
        bar.stepTo(job.total() > 0 ? job.processed() : job.completed() ? 1 : 0);
        StringBuilder message = new StringBuilder(job.status());
        if (!job.rate().isEmpty()) {
            message.append(' ').append(job.rate());
        }
        if (!job.eta().isEmpty()) {
            message.append(" ETA ").append(job.eta());
        }
        bar.setExtraMessage(Words.line(message.toString(), WIDTH));
        bar.refresh();
    }

    private ProgressBar bar(JobReport job) {
        return new ProgressBarBuilder()
                .setTaskName(Words.line(job.type(), TYPE))
                .setInitialMax(1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .hideEta()
                .setConsumer(new Row(below("")))
                .build();
    }

    @Override
    public void note(String line) {
        below(Words.line(line, WIDTH));
    }

    private synchronized int below(String line) {
        out.println(line);
        out.flush();
        return height++;
    }

    private synchronized void draw(int row, String line) {
        int up = height - row;
        out.print("\u001b[" + up + "A\r\u001b[2K" + line + "\u001b[" + up + "B\r");
        out.flush();
    }

    @Override
    public void close() {
        bars.values().forEach(ProgressBar::close);
        out.flush();
    }

    /** One line of the terminal that a bar draws itself into. */
    private final class Row implements ProgressBarConsumer {

        private final int at;

        Row(int at) {
            this.at = at;
        }

        @Override
        public int getMaxRenderedLength() {
            return WIDTH;
        }

        @Override
        public void accept(String line) {
            draw(at, line.length() <= WIDTH ? line : line.substring(0, WIDTH));
        }

        @Override
        public void close() {
            // The terminal is not its own.
        }
    }
}
