package tidemark.sandbox.chinook;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.sandbox.sample.Budget;

/**
 * Random committed changes to a loaded Chinook by several writers at once: inserts, updates, deletes, re-parenting, key
 * changes, savepoints of which some are rolled back, whole rollbacks, transactions that stay open while others commit,
 * statements of many rows, COPY, ON CONFLICT, and MERGE where the server has it. Every foreign key stays valid; what
 * loses a race (a deadlock, a key just taken) is rolled back and something else is tried.
 *
 * <p>The seed fixes what each writer throws dice for, not how the writers interleave.
 */
public final class ChinookEdits {
    private static final Logger LOG = LoggerFactory.getLogger(ChinookEdits.class);

    private ChinookEdits() {}

    /** Where writers get their connections; each is closed at the end. */
    public interface Connections {
        /** A new connection whose search path begins with the schema of Chinook. */
        Connection open() throws SQLException;
    }

    /**
     * How much, and how.
     *
     * @param writers at the same time
     * @param commits of all writers together
     * @param seed of the dice
     * @param longestHold how long a transaction may be left open
     */
    public record Options(int writers, int commits, long seed, Duration longestHold) {
        /** 2,000 commits by 8 writers. */
        public static Options standard(long seed) {
            return new Options(8, 2_000, seed, Duration.ofSeconds(2));
        }
    }

    /** Returns when all commits are made; the first failure of a writer ends all of them. */
    public static Report run(Connections connections, Options options) throws SQLException, InterruptedException {
        LOG.info("edits=started seed={} writers={} commits={}", options.seed(), options.writers(), options.commits());
        List<Connection> opened = new ArrayList<>();
        AtomicInteger number = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(
                options.writers(), task -> new Thread(task, "chinook-writer-" + number.incrementAndGet()));
        Budget budget = new Budget(options.commits());
        try {
            List<EditWriter> writers = writers(connections, options, budget, opened);
            ExecutorCompletionService<EditWriter.Tally> running = new ExecutorCompletionService<>(threads);
            writers.forEach(running::submit);
            List<EditWriter.Tally> tallies = new ArrayList<>();
            while (tallies.size() < writers.size()) {
                tallies.add(running.take().get());
            }
            Report report = Report.of(options.seed(), tallies);
            LOG.info("edits=done {}", report);
            return report;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a writer failed; seed " + options.seed(), e.getCause());
        } finally {
            budget.end();
            threads.shutdownNow();
            for (Connection connection : opened) {
                connection.close();
            }
        }
    }

    private static List<EditWriter> writers(
            Connections connections, Options options, Budget budget, List<Connection> opened) throws SQLException {
        List<EditWriter> writers = new ArrayList<>();
        Random seeds = new Random(options.seed());
        FreeKeys keys = null;
        for (int i = 0; i < options.writers(); i++) {
            Connection connection = connections.open();
            opened.add(connection);
            keys = keys == null ? FreeKeys.read(connection) : keys;
            writers.add(new EditWriter(connection, new Random(seeds.nextLong()), keys, budget, options.longestHold()));
        }
        return writers;
    }

    /**
     * What was done.
     *
     * @param seed that was used
     * @param commits transactions committed
     * @param rolledBack transactions rolled back on purpose
     * @param savepoints released
     * @param partRolledBack savepoints rolled back
     * @param held transactions left open while others committed
     * @param triedAgain lost races
     * @param edits committed ones by kind
     */
    public record Report(
            long seed,
            int commits,
            int rolledBack,
            int savepoints,
            int partRolledBack,
            int held,
            int triedAgain,
            Map<String, Integer> edits) {
        private static Report of(long seed, List<EditWriter.Tally> tallies) {
            Map<String, Integer> edits = new TreeMap<>();
            EditWriter.Tally sum = new EditWriter.Tally();
            for (EditWriter.Tally tally : tallies) {
                sum.commits += tally.commits;
                sum.rolledBack += tally.rolledBack;
                sum.savepoints += tally.savepoints;
                sum.partRolledBack += tally.partRolledBack;
                sum.held += tally.held;
                sum.triedAgain += tally.triedAgain;
                tally.edits.forEach((kind, count) -> edits.merge(kind.name(), count, Integer::sum));
            }
            return new Report(
                    seed,
                    sum.commits,
                    sum.rolledBack,
                    sum.savepoints,
                    sum.partRolledBack,
                    sum.held,
                    sum.triedAgain,
                    edits);
        }

        /** One line, key=value. */
        @Override
        public String toString() {
            return "seed=" + seed + " commits=" + commits + " rolled_back=" + rolledBack + " savepoints=" + savepoints
                    + " part_rolled_back=" + partRolledBack + " held=" + held + " tried_again=" + triedAgain
                    + " edits=" + edits;
        }
    }
}
