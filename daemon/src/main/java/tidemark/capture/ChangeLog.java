package tidemark.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tidemark.change.Change;
import tidemark.change.Moment;
import tidemark.change.OperationCounts;
import tidemark.change.Position;
import tidemark.change.PrimaryWatermark;
import tidemark.change.Snapshot;
import tidemark.change.StandbyWatermark;
import tidemark.change.Watermark;
import tidemark.change.Witness;
import tidemark.plan.ObjectStore;

/** The change log as its reader sees it: is there anything new, and what. Thread-safe; connections are the caller's. */
public final class ChangeLog {

    private static final int FETCH = 1_000;
    private static final int FIRST_WITNESSES = 64;
    private static final int NEWEST_ROWS = 256;

    private final ChangeTable table;
    private final String id;

    /** The log in this schema. */
    public ChangeLog(LogSchema schema) {
        this(new OwnTable(schema));
    }

    private ChangeLog(ChangeTable table) {
        this.table = table;
        this.id = table.ids().sql();
    }

    /** What an object store's application writes down of its transactions. */
    public static ChangeLog of(ObjectStore store) {
        return new ChangeLog(new TransactionsTable(store));
    }

    /**
     * What the pulse finds.
     *
     * @param anythingNew whether a committed row is there that the position does not cover, or rows were skipped because the
     *     log was full
     * @param snapshot what the question saw: if there is nothing new, the position covers all that this shows
     * @param recovery whether the server is in recovery
     */
    public record Probe(boolean anythingNew, Snapshot snapshot, boolean recovery) {}

    /**
     * The pulse. A probe of the index that passes over what open transactions wrote, however much that is.
     *
     * @param connection in autocommit
     * @throws tidemark.lifecycle.Unavailable if the server is away
     */
    public Probe probe(Connection connection, Position position) {
        Watermark watermark = position.watermark();
        try (PreparedStatement statement =
                connection.prepareStatement(queries(position).probe(watermark))) {
            bind(statement, watermark);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Probe(row.getBoolean(1), Snapshot.parse(row.getString(2)), row.getBoolean(3));
            }
        } catch (SQLException e) {
            throw Failures.of("probing the change log", e);
        }
    }

    private LogQueries queries(Position position) {
        return new LogQueries(table, position.restoredThrough());
    }

    private static int bind(PreparedStatement statement, Watermark watermark) throws SQLException {
        if (watermark instanceof PrimaryWatermark primary) {
            statement.setString(1, String.valueOf(Math.max(0, primary.xmax() - 1)));
            statement.setString(2, array(primary.xip()));
        } else {
            StandbyWatermark standby = (StandbyWatermark) watermark;
            statement.setString(1, String.valueOf(Math.max(0, standby.xmin() - 1)));
            statement.setString(2, array(standby.seen()));
        }
        return 3;
    }

    static String array(List<Long> xids) {
        return xids.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }

    /**
     * Streams the uncovered rows that the snapshot shows, ascending by transaction; ends after the transaction in which
     * {@code maxRows} is reached.
     *
     * @param connection in the snapshot's transaction
     * @param moment of that snapshot
     * @param maxRows after how many rows to stop; a transaction is never cut, however long
     * @param sink takes the rows in lists of at most a thousand
     * @throws tidemark.lifecycle.Unavailable if the server is away
     */
    public Slice read(
            Connection connection, Moment moment, Position position, int maxRows, Consumer<List<Change>> sink) {
        try {
            Reading reading = new Reading(connection, position, sink);
            boolean complete = reading.upTo(moment, maxRows);
            return slice(connection, moment, position, reading.tally, complete);
        } catch (SQLException e) {
            throw Failures.of("reading the change log", e);
        }
    }

    private Slice slice(Connection connection, Moment moment, Position position, Tally tally, boolean complete)
            throws SQLException {
        long highest = Math.max(position.highestConsumed(), tally.lastXid());
        Watermark next = Watermarks.next(
                position.watermark(),
                moment,
                new Watermarks.Consumed(complete, tally.xids(), highest),
                (from, to) -> visibleXids(connection, position.restoredThrough(), from, to));
        long wal = moment.recovery() ? replayed(connection) : moment.wal();
        return new Slice(
                tally.rows(),
                tally.xids().size(),
                tally.lastXid(),
                tally.first(),
                complete,
                next,
                highest,
                wal,
                tally.newest(),
                tally.operations());
    }

    /** One pass over the uncovered rows. */
    private final class Reading {
        private final Connection connection;
        private final Position position;
        private final Consumer<List<Change>> sink;
        private final Tally tally = new Tally();
        private List<Change> batch = new ArrayList<>();

        Reading(Connection connection, Position position, Consumer<List<Change>> sink) {
            this.connection = connection;
            this.position = position;
            this.sink = sink;
        }

        boolean upTo(Moment moment, int maxRows) throws SQLException {
            boolean cut = false;
            Watermark watermark = position.watermark();
            try (PreparedStatement statement =
                    connection.prepareStatement(queries(position).read(watermark, table.columns(), maxRows + 1))) {
                int next = bind(statement, watermark);
                statement.setString(next++, String.valueOf(moment.snapshot().xmax()));
                if (watermark instanceof PrimaryWatermark) {
                    statement.setString(next, array(moment.snapshot().xip()));
                }
                statement.setFetchSize(Math.min(FETCH, maxRows + 1));
                try (ResultSet row = statement.executeQuery()) {
                    while (!cut && row.next()) {
                        cut = tally.rows() >= maxRows;
                        if (!cut) {
                            add(row);
                        }
                    }
                }
            }
            if (cut) {
                restOfTransaction();
            }
            flush();
            return !cut;
        }

        private void restOfTransaction() throws SQLException {
            Change last = java.util.Objects.requireNonNull(tally.last());
            try (PreparedStatement statement = connection.prepareStatement("SELECT " + table.columns() + " FROM "
                    + table.relation() + " WHERE xid = ?::" + id + " AND tid > ?"
                    + table.after(position.restoredThrough())
                    + " ORDER BY xid, tid")) {
                statement.setString(1, String.valueOf(last.xid()));
                statement.setObject(2, last.tid());
                statement.setFetchSize(FETCH);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        add(row);
                    }
                }
            }
        }

        private void add(ResultSet found) throws SQLException {
            ChangeTable.Row row = table.row(connection, found);
            tally.add(row.head());
            for (Change change : row.changes()) {
                batch.add(change);
                tally.count(change);
                if (batch.size() >= FETCH) {
                    flush();
                }
            }
        }

        private void flush() throws SQLException {
            if (!batch.isEmpty()) {
                sink.accept(table.completed(connection, batch));
                batch = new ArrayList<>();
            }
        }
    }

    /**
     * The first position: all that the snapshot shows counts as consumed, for a rebuild whose chunks are taken later.
     *
     * @param connection in the snapshot's transaction
     * @param now by the daemon's clock
     */
    public Position start(Connection connection, Moment moment, Instant now) {
        try {
            long restored = table.restoredThrough(connection, moment);
            List<Witness> witnesses;
            try (PreparedStatement statement = connection.prepareStatement("SELECT xid, tid FROM " + table.relation()
                    + " WHERE xid < ?::" + id + table.after(restored) + " ORDER BY xid DESC, tid DESC LIMIT "
                    + FIRST_WITNESSES)) {
                statement.setString(1, String.valueOf(moment.snapshot().xmax()));
                witnesses = witnesses(statement, now);
            }
            long highest = witnesses.isEmpty() ? 0 : witnesses.get(0).xid();
            Watermark first =
                    Watermarks.first(moment, highest, (from, to) -> visibleXids(connection, restored, from, to));
            long wal = moment.recovery() ? replayed(connection) : moment.wal();
            OperationCounts operations = table.operations(connection, moment);
            return new Position(first, highest, witnesses, wal, moment.timeline(), restored, operations);
        } catch (SQLException e) {
            throw Failures.of("looking for the end of the change log", e);
        }
    }

    /**
     * What a snapshot shows and a position does not cover: a row of each transaction that was open at the position, and of each
     * of the newest. Whoever used the snapshot asks {@link History#lost} for them later.
     *
     * @param connection in the snapshot's transaction
     * @param now by the daemon's clock
     */
    public List<Witness> uncovered(Connection connection, Moment moment, Position position, Instant now) {
        Watermark watermark = position.watermark();
        try (PreparedStatement statement =
                connection.prepareStatement(queries(position).witnesses(watermark, NEWEST_ROWS))) {
            int next = bind(statement, watermark);
            statement.setString(next++, String.valueOf(moment.snapshot().xmax()));
            if (watermark instanceof PrimaryWatermark) {
                statement.setString(next, array(moment.snapshot().xip()));
            }
            return witnesses(statement, now);
        } catch (SQLException e) {
            throw Failures.of("looking for witnesses in the change log", e);
        }
    }

    /**
     * What the position does not cover, by table.
     *
     * @param connection in autocommit, or in a snapshot's transaction that is later than the position
     */
    public OperationCounts unconsumed(Connection connection, Position position) {
        Watermark watermark = position.watermark();
        try (PreparedStatement statement = connection.prepareStatement(
                queries(position).uncovered(watermark, table.counted(), " GROUP BY " + table.countedBy()))) {
            bind(statement, watermark);
            return table.counts(connection, statement);
        } catch (SQLException e) {
            throw Failures.of("counting what is not indexed", e);
        }
    }

    /**
     * What one transaction changed.
     *
     * @param connection in autocommit, or in a snapshot's transaction
     * @param most how many changes are read at most
     * @return null if its rows may have been removed since
     */
    public @Nullable List<Change> ofTransaction(Connection connection, long xid, int most) {
        List<Change> changes = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + table.columns() + " FROM "
                + table.relation() + " WHERE xid = ?::" + id + " ORDER BY tid LIMIT " + most)) {
            statement.setString(1, String.valueOf(xid));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    changes.addAll(table.row(connection, row).changes());
                }
            }
            List<Change> first = changes.size() > most ? changes.subList(0, most) : changes;
            return changes.isEmpty() && pruned(connection, xid) ? null : table.completed(connection, first);
        } catch (SQLException e) {
            throw Failures.of("reading the change log", e);
        }
    }

    /**
     * The newest rows that a snapshot shows, newest transaction first.
     *
     * @param connection in the snapshot's transaction
     * @param most how many rows are read at most
     */
    public List<Change> newest(Connection connection, Position position, int most) {
        List<Change> changes = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + table.columns() + " FROM "
                + table.relation() + " WHERE true" + table.after(position.restoredThrough())
                + " ORDER BY xid DESC, tid DESC LIMIT " + most)) {
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    changes.addAll(table.row(connection, row).changes());
                }
            }
            return table.completed(connection, changes);
        } catch (SQLException e) {
            throw Failures.of("reading the change log", e);
        }
    }

    /**
     * Changes that the log does not hold, as it would tell of them.
     *
     * @param connection in a snapshot's transaction
     */
    public List<Change> described(Connection connection, List<Change> changes) {
        try {
            return table.completed(connection, changes);
        } catch (SQLException e) {
            throw Failures.of("describing a change", e);
        }
    }

    private boolean pruned(Connection connection, long xid) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT ?::" + id + " <= " + table.prunedThrough())) {
            statement.setString(1, String.valueOf(xid));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static List<Witness> witnesses(PreparedStatement statement, Instant now) throws SQLException {
        List<Witness> witnesses = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                witnesses.add(
                        new Witness(Long.parseLong(row.getString(1)), row.getObject(2, java.util.UUID.class), now));
            }
        }
        return witnesses;
    }

    private List<Long> visibleXids(Connection connection, long restored, long from, long to) {
        try (PreparedStatement statement = connection.prepareStatement("SELECT DISTINCT xid FROM " + table.relation()
                + " WHERE xid >= ?::" + id + " AND xid < ?::" + id + table.after(restored) + " ORDER BY xid")) {
            statement.setString(1, String.valueOf(Math.max(0, from)));
            statement.setString(2, String.valueOf(Math.max(0, to)));
            statement.setFetchSize(FETCH);
            List<Long> xids = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    xids.add(Long.valueOf(row.getString(1)));
                }
            }
            return xids;
        } catch (SQLException e) {
            throw Failures.of("listing the transactions in the change log", e);
        }
    }

    /** Asked after the rows were read: it bounds what the snapshot shows from above. */
    private static long replayed(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT coalesce(pg_last_wal_replay_lsn() - '0/0'::pg_lsn, 0)::bigint");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
