package tidemark.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of the sandbox, which a test may stop, kill, copy, put back and promote.
 *
 * <p>Its port and data folder stay the same until {@link #close}.
 */
public final class PostgresServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PostgresServer.class);
    private static final Duration START_PATIENCE = Duration.ofMinutes(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    private final PostgresInstallation installation;
    private final DataFolder folder;
    private final Path logFile;
    private final int port;
    private final Map<String, String> settings;
    private final boolean passing;
    private final Thread shutdown = new Thread(this::close, "sandbox-postgres-shutdown");
    private @Nullable GuardedProcess process;
    private boolean closed;

    private PostgresServer(PostgresInstallation installation, DataFolder folder, int port, PostgresOptions options) {
        this.installation = installation;
        this.folder = folder;
        this.port = port;
        this.settings = options.allSettings();
        this.passing = options.dataFolder() == null;
        this.logFile = folder.path().resolve("server.log");
    }

    /** Starts a server; a data folder that is empty or new is initialised. */
    public static PostgresServer start(PostgresOptions options) {
        PostgresServer server = claim(options);
        try {
            if (!Files.exists(server.dataFolder().resolve("PG_VERSION"))) {
                server.installation.initialise(server.dataFolder());
            }
            server.start();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static PostgresServer claim(PostgresOptions options) {
        PostgresInstallation installation = PostgresInstallation.get();
        int port = options.port() == 0 ? FreePort.onLoopback() : options.port();
        DataFolder folder = DataFolder.take(options.dataFolder(), "postgres");
        PostgresServer server = new PostgresServer(installation, folder, port, options);
        Runtime.getRuntime().addShutdownHook(server.shutdown);
        return server;
    }

    /** Starts the server again after it was stopped or killed, and returns when it answers. */
    public synchronized void start() {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException("PostgreSQL on port " + port + " is running");
        }
        folder.endOrphans();
        long started = System.nanoTime();
        List<String> arguments = new ArrayList<>(List.of("-D", dataFolder().toString(), "-p", Integer.toString(port)));
        settings.forEach((name, value) -> arguments.addAll(List.of("-c", name + "=" + value)));
        GuardedProcess begun = GuardedProcess.start(
                installation.command("postgres", arguments), Map.of("LC_ALL", "C"), dataFolder(), logFile, "INT");
        process = begun;
        if (!Await.until(START_PATIENCE, () -> !begun.isAlive() || answers()) || !begun.isAlive()) {
            begun.end(STOP_PATIENCE, "QUIT");
            throw new SandboxException(
                    "PostgreSQL did not start on port " + port + " in " + dataFolder() + ":\n" + LogTail.of(logFile));
        }
        log.info("event=started server=postgres port={} took={}ms", port, (System.nanoTime() - started) / 1_000_000);
    }

    private boolean answers() {
        try (Connection connection =
                DriverManager.getConnection(address().maintenanceUrl() + "&connectTimeout=5&socketTimeout=5")) {
            return connection.isValid(5);
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** Stops in order: clients are disconnected, a checkpoint is written ({@code fast}). */
    public synchronized void stop() {
        end("INT", "QUIT");
    }

    /** Stops without a checkpoint, so that the next start recovers ({@code immediate}). */
    public synchronized void stopImmediately() {
        end("QUIT");
    }

    /** Kills the server and its children with -9, and returns when all are gone. */
    public synchronized void kill() {
        GuardedProcess running = process;
        if (running != null) {
            List<ProcessHandle> all = folder.inhabitants();
            running.signal("KILL");
            all.forEach(ProcessHandle::destroyForcibly);
            running.awaitEnd(STOP_PATIENCE);
            Await.until(STOP_PATIENCE, () -> folder.inhabitants().isEmpty());
        }
    }

    /** Stops in order and starts again. */
    public synchronized void restart() {
        stop();
        start();
    }

    private void end(String... signals) {
        GuardedProcess running = process;
        if (running != null) {
            running.end(STOP_PATIENCE, signals);
        }
    }

    /**
     * Copies the data as they are now, running or not, to a fresh folder.
     *
     * @return for {@link #restoreFrom}, as often as wanted, until this JVM ends
     */
    public synchronized Path copyDataFolder() {
        Path copy = SandboxHome.get().freshFolder("postgres-copy");
        if (process != null && process.isAlive()) {
            BaseBackup.take(address(), dataFolder(), copy);
        } else {
            Folders.copy(dataFolder(), copy, file -> true);
        }
        return copy;
    }

    /** Puts the data back to an earlier copy: the server is stopped, its data are replaced, it is started again. */
    public synchronized void restoreFrom(Path copy) {
        stopImmediately();
        try {
            Folders.delete(dataFolder());
            Files.createDirectory(dataFolder());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot empty " + dataFolder(), e);
        }
        Folders.copy(copy, dataFolder(), file -> true);
        start();
    }

    /** Makes a second server that follows this one by streaming replication, and returns when it answers. */
    public PostgresServer standby() {
        return standby(PostgresOptions.defaults());
    }

    /** A second server that follows this one; the options' settings come on top of this server's. */
    public synchronized PostgresServer standby(PostgresOptions options) {
        String name = "standby_" + Long.toString(System.nanoTime(), 36);
        PostgresOptions following = options;
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            if (!options.settings().containsKey(setting.getKey())) {
                following = following.with(setting.getKey(), setting.getValue());
            }
        }
        following = following
                .with("primary_conninfo", "host=127.0.0.1 port=" + port + " user=postgres application_name=" + name)
                .with("primary_slot_name", name);
        // The slot keeps what the standby has not read yet, from before the copy on.
        address().execute("SELECT pg_create_physical_replication_slot('" + name + "', true)");
        PostgresServer standby = claim(following);
        try {
            BaseBackup.take(address(), dataFolder(), standby.dataFolder());
            Files.createFile(standby.dataFolder().resolve("standby.signal"));
            standby.start();
            return standby;
        } catch (IOException e) {
            standby.close();
            throw new UncheckedIOException("cannot write standby.signal", e);
        } catch (RuntimeException e) {
            standby.close();
            throw e;
        }
    }

    /** Makes a standby a server of its own, and returns when it takes writes. */
    public void promote() {
        address().execute("SELECT pg_promote(true, 60)");
    }

    public PostgresAddress address() {
        return PostgresAddress.onLoopback(port);
    }

    /** See {@link PostgresAddress#jdbcUrl}. */
    public String jdbcUrl(String database) {
        return address().jdbcUrl(database);
    }

    /** See {@link PostgresAddress#createDatabase()}. */
    public Database createDatabase() {
        return address().createDatabase();
    }

    public int port() {
        return port;
    }

    public Path dataFolder() {
        return folder.path();
    }

    /** The postmaster's process id. */
    public synchronized long pid() {
        if (process == null) {
            throw new IllegalStateException("PostgreSQL on port " + port + " was never started");
        }
        return process.pid();
    }

    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Ends the server, and deletes its data unless they are to last. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (passing) {
            stopImmediately();
        } else {
            stop();
        }
        folder.close();
        ShutdownHooks.remove(shutdown);
    }
}
