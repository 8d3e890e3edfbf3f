package tidemark.sandbox.chinook;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import tidemark.sandbox.sample.Budget;

/** One writer: transaction after transaction, until the budget is spent. */
final class EditWriter implements Callable<EditWriter.Tally> {
    /** What goes away by trying something else: deadlock, lost races for a key, a parent or a lock, an emptied table. */
    private static final Set<String> TRY_AGAIN = Set.of("40P01", "40001", "55P03", "23503", "23505", "02000");

    private static final int MOST_TRIES = 200;
    private static final int MOST_EDITS = 4;

    private final Connection connection;
    private final EditSession session;
    private final Random random;
    private final Budget budget;
    private final Duration longestHold;
    private final Tally tally = new Tally();

    EditWriter(Connection connection, Random random, FreeKeys keys, Budget budget, Duration longestHold) {
        this.connection = connection;
        this.session = new EditSession(connection, random, keys);
        this.random = random;
        this.budget = budget;
        this.longestHold = longestHold;
    }

    @Override
    public Tally call() throws SQLException, InterruptedException {
        prepare();
        while (budget.take()) {
            int tries = 0;
            while (!attempt(tries > MOST_TRIES)) {
                tries++;
            }
            budget.committed();
        }
        return tally;
    }

    private void prepare() throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET lock_timeout = '1s'; SET statement_timeout = '30s'");
        }
        connection.commit();
    }

    /** One transaction; true if it was committed. */
    private boolean attempt(boolean lastOne) throws SQLException, InterruptedException {
        Map<EditKind, Integer> done = new EnumMap<>(EditKind.class);
        try {
            for (int edits = 1 + random.nextInt(MOST_EDITS); edits > 0; edits--) {
                edit(done);
            }
            if (session.onceIn(20)) {
                tally.held++;
                budget.awaitCommits(10 + random.nextInt(100), longestHold);
            }
            if (session.onceIn(10)) {
                connection.rollback();
                tally.rolledBack++;
                return false;
            }
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            if (lastOne || e.getSQLState() == null || !TRY_AGAIN.contains(e.getSQLState())) {
                throw e;
            }
            tally.triedAgain++;
            return false;
        }
        tally.commits++;
        done.forEach((kind, count) -> tally.edits.merge(kind, count, Integer::sum));
        return true;
    }

    /** One edit: plain, in a savepoint that is released, or in one that is rolled back. */
    private void edit(Map<EditKind, Integer> done) throws SQLException {
        EditKind kind = EditKind.pick(random);
        Savepoint savepoint = session.onceIn(3) ? connection.setSavepoint() : null;
        kind.apply(session);
        if (savepoint == null) {
            done.merge(kind, 1, Integer::sum);
        } else if (session.onceIn(2)) {
            connection.releaseSavepoint(savepoint);
            done.merge(kind, 1, Integer::sum);
            tally.savepoints++;
        } else {
            connection.rollback(savepoint);
            tally.partRolledBack++;
        }
    }

    /** What a writer did; read after it has ended. */
    static final class Tally {
        int commits;
        int rolledBack;
        int partRolledBack;
        int savepoints;
        int held;
        int triedAgain;
        final Map<EditKind, Integer> edits = new EnumMap<>(EditKind.class);
    }
}
