package tidemark.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tidemark.change.Moment;
import tidemark.change.Position;
import tidemark.change.PrimaryWatermark;
import tidemark.change.Witness;
import tidemark.plan.ObjectStore;

/** Whether the log is still the one that a position was made from. */
public final class History {

    /** What the log says of a position. */
    public sealed interface Verdict {
        /** Whether the delta may be read. */
        default boolean sane() {
            return this instanceof Sane;
        }
    }

    /** It is the same history, at or after the position. */
    public record Sane() implements Verdict {}

    /** Part of what was consumed is not there any more: only a rebuild helps. */
    public record Diverged(String reason) implements Verdict {}

    /** A standby that has not replayed what was consumed elsewhere: wait. */
    public record Behind(String reason) implements Verdict {}

    private record Facts(long prunedThrough, boolean fromTheFuture, List<String> missing) {}

    private final ChangeTable table;
    private final String id;

    /** Of the log in this schema. */
    public History(LogSchema schema) {
        this(new OwnTable(schema));
    }

    private History(ChangeTable table) {
        this.table = table;
        this.id = table.ids().sql();
    }

    /** Of what an object store's application writes down of its transactions. */
    public static History of(ObjectStore store) {
        return new History(new TransactionsTable(store));
    }

    /**
     * Compares.
     *
     * @param connection in the snapshot's transaction
     * @param moment of that snapshot
     * @throws tidemark.lifecycle.Unavailable if the server is away
     */
    public Verdict check(Connection connection, Moment moment, Position position) {
        Optional<Verdict> behind = behind(moment, position);
        try {
            return behind.isPresent() ? behind.get() : judge(moment, position, facts(connection, moment, position));
        } catch (SQLException e) {
            throw Failures.of("comparing the change log with the watermark", e);
        }
    }

    /**
     * A timeline that is newer than the position's and still before it has left the old one earlier: what is missing there
     * will never come, so the witnesses decide.
     */
    static Optional<Verdict> behind(Moment moment, Position position) {
        boolean behind = moment.recovery() && moment.wal() < position.wal() && moment.timeline() <= position.timeline();
        return behind
                ? Optional.of(new Behind("the standby has replayed up to " + lsn(moment.wal())
                        + ", changes were indexed up to " + lsn(position.wal())))
                : Optional.empty();
    }

    private static Verdict judge(Moment moment, Position position, Facts facts) {
        long xmax = moment.snapshot().xmax();
        if (position.watermark() instanceof PrimaryWatermark primary && xmax < primary.xmax()) {
            return new Diverged(
                    "transaction ids went back: the snapshot ends at " + xmax + ", the watermark at " + primary.xmax());
        }
        if (xmax <= position.highestConsumed()) {
            return new Diverged("transaction ids went back: the snapshot ends at " + xmax + ", transaction "
                    + position.highestConsumed() + " was consumed");
        }
        if (facts.fromTheFuture()) {
            return new Diverged(
                    "the change log holds rows of transactions that this server has not begun (a restored dump)");
        }
        if (facts.prunedThrough() >= position.watermark().floor()) {
            return new Diverged("the change log was pruned through transaction " + facts.prunedThrough()
                    + ", above the watermark at " + position.watermark().floor());
        }
        if (!facts.missing().isEmpty()) {
            return new Diverged("the change log has lost rows that were consumed, of transactions "
                    + String.join(", ", facts.missing()));
        }
        return new Sane();
    }

    /**
     * Which of these rows the log has lost, of those that are not pruned: up to five of their transactions. Taken in a snapshot that is
     * later than those in which they were seen.
     *
     * @param connection in the snapshot's transaction
     * @throws tidemark.lifecycle.Unavailable if the server is away
     */
    public List<String> lost(Connection connection, List<Witness> witnesses) {
        if (witnesses.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + missing())) {
            bind(statement, 1, witnesses);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return List.of((String[]) row.getArray(1).getArray());
            }
        } catch (SQLException e) {
            throw Failures.of("looking for the witnesses of a rebuild", e);
        }
    }

    private String missing() {
        return "ARRAY(SELECT DISTINCT w.xid::text FROM unnest(?::" + id + "[], ?::uuid[]) w(xid, tid)"
                + " WHERE w.xid > " + table.prunedThrough() + " AND (SELECT true FROM "
                + table.relation()
                + " l WHERE l.xid = w.xid AND l.tid = w.tid ORDER BY l.xid, l.tid LIMIT 1) IS NULL LIMIT 5)";
    }

    private static void bind(PreparedStatement statement, int first, List<Witness> witnesses) throws SQLException {
        statement.setString(
                first, ChangeLog.array(witnesses.stream().map(Witness::xid).toList()));
        statement.setString(
                first + 1,
                witnesses.stream().map(witness -> witness.tid().toString()).collect(Collectors.joining(",", "{", "}")));
    }

    private Facts facts(Connection connection, Moment moment, Position position) throws SQLException {
        // Scalar subqueries with LIMIT stay probes of the index; the planner makes joins of EXISTS, and reads the whole
        // log.
        String sql = "SELECT " + table.prunedThrough() + "::text, " + table.fromTheFuture(position.restoredThrough())
                + ", " + missing();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, String.valueOf(moment.snapshot().xmax()));
            bind(statement, 2, position.witnesses());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next() || row.getString(1) == null) {
                    throw new IllegalStateException(
                            "the control row of the change log in " + table.name() + " is gone; run tidemark init");
                }
                return new Facts(Long.parseLong(row.getString(1)), row.getBoolean(2), List.of((String[])
                        row.getArray(3).getArray()));
            }
        }
    }

    private static String lsn(long bytes) {
        return String.format("%X/%X", bytes >>> 32, bytes & 0xFFFF_FFFFL);
    }
}
