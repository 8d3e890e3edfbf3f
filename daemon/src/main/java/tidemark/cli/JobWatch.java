package tidemark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Watches jobs until they are over: a bar on a terminal, a line for every tenth elsewhere. */
final class JobWatch {

    private static final Set<String> OVER = Set.of("completed", "failed", "cancelled");
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
    private static final int TENTHS = 10;

    private final DaemonClient daemon;
    private final PrintWriter out;
    private final boolean terminal;
    private long answered = System.nanoTime();

    JobWatch(DaemonClient daemon, PrintWriter out, boolean terminal) {
        this.daemon = daemon;
        this.out = out;
        this.terminal = terminal;
    }

    /** Whether all were completed, once they are over. */
    boolean until(List<String> jobs) throws InterruptedException {
        boolean completed = true;
        for (String id : jobs) {
            JsonNode job = watch(id);
            if (job.path("status").asText().equals("completed")) {
                out.println("job " + id + " is completed: "
                        + job.path("processed_docs").asLong() + " documents");
            } else {
                JobLines.trouble(job, out);
                completed = false;
            }
            out.flush();
        }
        return completed;
    }

    private JsonNode watch(String id) throws InterruptedException {
        JsonNode job = read(id);
        if (!terminal) {
            return lines(job, id);
        }
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName(job.path("label").asText())
                .setStyle(ProgressBarStyle.ASCII)
                .setInitialMax(Math.max(1, job.path("total_docs").asLong()))
                .setConsumer(new ConsoleProgressBarConsumer(
                        new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.err))))
                .showSpeed()
                .build()) {
            while (!OVER.contains(job.path("status").asText())) {
                bar.maxHint(Math.max(1, job.path("total_docs").asLong()));
                bar.stepTo(job.path("processed_docs").asLong());
                bar.setExtraMessage(job.path("status").asText());
                pause();
                job = read(id);
            }
            bar.stepTo(job.path("processed_docs").asLong());
        }
        return job;
    }

    private JsonNode lines(JsonNode first, String id) throws InterruptedException {
        JsonNode job = first;
        int told = 0;
        while (!OVER.contains(job.path("status").asText())) {
            int tenth = (int) (job.path("progress").asDouble() * TENTHS);
            if (tenth > told) {
                told = tenth;
                List<JsonNode> one = new ArrayList<>(List.of(job));
                out.println(one.get(0).path("label").asText() + ": " + tenth * TENTHS + "% of "
                        + job.path("total_docs").asLong() + " documents, "
                        + Math.round(job.path("docs_per_second").asDouble()) + " a second, about "
                        + job.path("eta_seconds").asLong() + " s left");
                out.flush();
            }
            pause();
            job = read(id);
        }
        return job;
    }

    private static void pause() throws InterruptedException {
        new CountDownLatch(1).await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A daemon that restarts is waited for, for a minute. */
    private JsonNode read(String id) throws InterruptedException {
        while (true) {
            try {
                JsonNode job = daemon.get("/_indexer/jobs/" + id);
                answered = System.nanoTime();
                return job;
            } catch (DaemonClient.NoAnswer e) {
                if (System.nanoTime() - answered > PATIENCE) {
                    throw e;
                }
                pause();
            }
        }
    }
}
