package tidemark.sandbox.portal;

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
 * Random transactions of the portal's application by several writers at once: objects made, changed, renamed and deleted, links
 * added, removed and moved at any depth, other sheets; some are rolled back, some stay open while others commit.
 */
public final class PortalEdits {
    private static final Logger LOG = LoggerFactory.getLogger(PortalEdits.class);

    private PortalEdits() {}

    /** Where writers get their connections; each is closed at the end. */
    public interface Connections {
        /** A new connection. */
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
    public record Options(int writers, int commits, long seed, Duration longestHold) {}

    /** Returns how often each kind was committed, when all commits are made. */
    public static Map<String, Integer> run(Connections connections, Options options)
            throws SQLException, InterruptedException {
        AtomicInteger number = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(
                options.writers(), task -> new Thread(task, "portal-writer-" + number.incrementAndGet()));
        Budget budget = new Budget(options.commits());
        Random seeds = new Random(options.seed());
        List<Connection> opened = new ArrayList<>();
        try {
            ExecutorCompletionService<Map<String, Integer>> running = new ExecutorCompletionService<>(threads);
            for (int i = 0; i < options.writers(); i++) {
                Connection connection = connections.open();
                opened.add(connection);
                running.submit(
                        new PortalWriter(connection, new Random(seeds.nextLong()), budget, options.longestHold()));
            }
            Map<String, Integer> done = new TreeMap<>();
            for (int i = 0; i < options.writers(); i++) {
                running.take().get().forEach((kind, count) -> done.merge(kind, count, Integer::sum));
            }
            LOG.info("edits=done seed={} {}", options.seed(), done);
            return done;
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
}
