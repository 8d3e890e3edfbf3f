package tidemark.snapshot;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tidemark.change.Moment;
import tidemark.change.Snapshot;
import tidemark.change.TableName;
import tidemark.lifecycle.PostgresFailure;

/** Takes snapshots, and keeps the connections that they are read through. */
public final class Snapshots implements AutoCloseable {

    private static final String ASK_RECOVERY =
            "SELECT pg_is_in_recovery(), coalesce(pg_last_wal_replay_lsn() - '0/0'::pg_lsn, 0)::bigint";

    private static final String ON_PRIMARY =
            "SELECT pg_current_snapshot()::text, (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint,"
                    + " pg_walfile_name(pg_current_wal_insert_lsn())";

    /** The control file is behind until the next restartpoint; the receiver, where the role may look, is not. */
    private static final String ON_STANDBY =
            "SELECT pg_current_snapshot()::text, 0::bigint, upper(lpad(to_hex(greatest("
                    + "(SELECT timeline_id FROM pg_control_checkpoint()),"
                    + " (SELECT received_tli FROM pg_stat_wal_receiver))), 8, '0'))";

    private final Connections connections;

    /**
     * Opens nothing yet.
     *
     * @param source the database
     * @param connections most connections at any time, those of coordinators and workers together
     */
    public Snapshots(Source source, int connections) {
        this.connections = new Connections(source, connections);
    }

    /**
     * Takes a snapshot.
     *
     * @param tables locked in ACCESS SHARE, with their partitions, until the snapshot is closed
     * @param workers most leases at a time; 0 if only the coordinator reads
     * @throws tidemark.lifecycle.Unavailable if the server is away, or another transaction holds one of the tables for
     *     longer than the lock timeout
     */
    public SharedSnapshot open(Set<TableName> tables, int workers) {
        String lock = lock(tables);
        Connections.Begun<Moment> begun = connections.take("taking a snapshot", connection -> begin(connection, lock));
        return new SharedSnapshot(connections, begun.connection(), begun.result(), lock, workers);
    }

    private static Moment begin(Connection connection, String lock) throws SQLException {
        connection.setAutoCommit(true);
        boolean recovery;
        long replayed;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ASK_RECOVERY)) {
            row.next();
            recovery = row.getBoolean(1);
            replayed = row.getLong(2);
        }
        beginTransaction(connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute(lock + (recovery ? ON_STANDBY : ON_PRIMARY));
            ResultSet row = lastResult(statement);
            row.next();
            int timeline = Integer.parseUnsignedInt(row.getString(3).substring(0, 8), 16);
            return new Moment(
                    Snapshot.parse(row.getString(1)), recovery, recovery ? replayed : row.getLong(2), timeline);
        }
    }

    /** Sends nothing: the driver puts BEGIN in front of the next statement. */
    static void beginTransaction(Connection connection) throws SQLException {
        if (!connection.isReadOnly()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
        }
        connection.setAutoCommit(false);
    }

    static ResultSet lastResult(Statement statement) throws SQLException {
        ResultSet found = statement.getResultSet();
        while (found == null) {
            if (!statement.getMoreResults() && statement.getUpdateCount() == -1) {
                throw new SQLException("expected a row");
            }
            found = statement.getResultSet();
        }
        return found;
    }

    /** A statement of its own before whatever follows, in name order; empty for no tables. */
    private static String lock(Set<TableName> tables) {
        return tables.isEmpty()
                ? ""
                : new TreeSet<>(tables)
                        .stream()
                                .map(TableName::sql)
                                .collect(Collectors.joining(", ", "LOCK TABLE ", " IN ACCESS SHARE MODE; "));
    }

    static RuntimeException failed(String doing, SQLException e) {
        return PostgresFailure.of(doing, e.getSQLState(), e);
    }

    /** Closes every connection, the lent ones too. */
    @Override
    public void close() {
        connections.close();
    }
}
