package tidemark.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * A copy of a running server's data folder that recovers to the moment at which the copying ended.
 *
 * <p>The PostgreSQL manual, "Making a Base Backup Using the Low Level API". A temporary replication slot of the same
 * session keeps the log that the copy needs.
 */
final class BaseBackup {
    /** Folders whose content another server makes for itself. */
    private static final Set<String> LEFT_OUT = Set.of(
            "pg_dynshmem",
            "pg_notify",
            "pg_replslot",
            "pg_serial",
            "pg_snapshots",
            "pg_stat_tmp",
            "pg_subtrans",
            "pg_wal");

    private static final Set<String> FILES_LEFT_OUT =
            Set.of("postmaster.pid", "postmaster.opts", "server.log", "standby.signal");

    private BaseBackup() {}

    static void take(PostgresAddress server, Path from, Path to) {
        try (Connection connection = DriverManager.getConnection(server.maintenanceUrl());
                Statement statement = connection.createStatement()) {
            boolean old = connection.getMetaData().getDatabaseMajorVersion() < 15;
            statement.execute("SELECT pg_create_physical_replication_slot('sandbox_copy', true, true)");
            statement.execute(
                    old ? "SELECT pg_start_backup('sandbox', true, false)" : "SELECT pg_backup_start('sandbox', true)");
            Folders.copy(from, to, BaseBackup::isWanted);
            // Also without the folders of the slots: the server takes them for slots that are broken.
            Folders.delete(to.resolve("pg_replslot"));
            Files.createDirectory(to.resolve("pg_replslot"));
            String label = label(
                    statement,
                    old
                            ? "SELECT labelfile FROM pg_stop_backup(false, false)"
                            : "SELECT labelfile FROM pg_backup_stop(false)");
            Files.writeString(to.resolve("backup_label"), label);
            Folders.copy(from.resolve("pg_wal"), to.resolve("pg_wal"), file -> true);
        } catch (SQLException e) {
            throw new SandboxException("PostgreSQL at port " + server.port() + " refused a base backup", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + from + " to " + to, e);
        }
    }

    private static String label(Statement statement, String stop) throws SQLException {
        try (ResultSet row = statement.executeQuery(stop)) {
            row.next();
            return row.getString(1);
        }
    }

    private static boolean isWanted(Path file) {
        boolean leftOut = file.getNameCount() > 1
                ? LEFT_OUT.contains(file.getName(0).toString())
                : FILES_LEFT_OUT.contains(file.toString());
        return !leftOut;
    }
}
