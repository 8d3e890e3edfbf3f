package tidemark.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An Elasticsearch of the sandbox, which a test may stop, kill and pause.
 *
 * <p>Its port and data folder stay the same until {@link #close}.
 */
public final class ElasticsearchServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ElasticsearchServer.class);
    private static final Duration START_PATIENCE = Duration.ofMinutes(2);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
    private static final String LOGGING = """
            status = error
            appender.console.type = Console
            appender.console.name = console
            appender.console.layout.type = PatternLayout
            appender.console.layout.pattern = %d %-5p [%c{1.}] %m%n
            rootLogger.level = warn
            rootLogger.appenderRef.console.ref = console
            """;

    private final ElasticsearchInstallation installation;
    private final ElasticsearchOptions options;
    private final DataFolder folder;
    private final Path logFile;
    private final int port;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Thread shutdown = new Thread(this::close, "sandbox-elasticsearch-shutdown");
    private @Nullable GuardedProcess process;
    private boolean closed;

    private ElasticsearchServer(
            ElasticsearchInstallation installation, DataFolder folder, ElasticsearchOptions options) {
        this.installation = installation;
        this.options = options;
        this.folder = folder;
        this.port = options.port() == 0 ? FreePort.onLoopback() : options.port();
        this.logFile = folder.path().resolve("server.log");
    }

    /** Starts a server, in a data folder that is new or was used before. */
    public static ElasticsearchServer start(ElasticsearchOptions options) {
        ElasticsearchInstallation installation = ElasticsearchInstallation.get();
        DataFolder folder = DataFolder.take(options.dataFolder(), "elasticsearch");
        ElasticsearchServer server = new ElasticsearchServer(installation, folder, options);
        Runtime.getRuntime().addShutdownHook(server.shutdown);
        try {
            server.start();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Starts the server again after it was stopped or killed, and returns when it answers. */
    public synchronized void start() {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException("Elasticsearch on port " + port + " is running");
        }
        folder.endOrphans();
        long started = System.nanoTime();
        configure();
        GuardedProcess begun = GuardedProcess.start(
                installation.command(dataFolder(), options), Map.of(), dataFolder(), logFile, "TERM");
        process = begun;
        if (!Await.until(START_PATIENCE, () -> !begun.isAlive() || answers()) || !begun.isAlive()) {
            begun.end(STOP_PATIENCE);
            throw new SandboxException("Elasticsearch did not start on port " + port + " in " + dataFolder() + ":\n"
                    + LogTail.of(logFile));
        }
        log.info(
                "event=started server=elasticsearch port={} took={}ms",
                port,
                (System.nanoTime() - started) / 1_000_000);
    }

    private void configure() {
        Path config = dataFolder().resolve("config");
        String yaml = options.allSettings().entrySet().stream()
                .map(setting -> setting.getKey() + ": \"" + setting.getValue() + "\"\n")
                .collect(Collectors.joining());
        yaml += "http.port: " + port + "\ntransport.port: " + FreePort.onLoopback() + "\npath.data: '"
                + dataFolder().resolve("data") + "'\npath.logs: '"
                + dataFolder().resolve("logs") + "'\n";
        try {
            Folders.delete(dataFolder().resolve("tmp"));
            Files.createDirectories(dataFolder().resolve("tmp"));
            Files.createDirectories(config);
            Files.writeString(config.resolve("elasticsearch.yml"), yaml);
            Files.writeString(config.resolve("log4j2.properties"), LOGGING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the configuration to " + config, e);
        }
    }

    private boolean answers() {
        HttpRequest health = HttpRequest.newBuilder(url().resolve("/_cluster/health?wait_for_status=yellow&timeout=5s"))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return http.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Stops in order. */
    public synchronized void stop() {
        if (process != null) {
            process.end(STOP_PATIENCE, "CONT", "TERM");
        }
    }

    /** Kills the server with -9. */
    public synchronized void kill() {
        if (process != null) {
            process.end(STOP_PATIENCE);
        }
    }

    /** Stops in order and starts again. */
    public synchronized void restart() {
        stop();
        start();
    }

    /** Stops the process's clock: connections stay open and nothing answers, until {@link #resume}. */
    public synchronized void pause() {
        if (process != null) {
            process.signal("STOP");
        }
    }

    /** Lets a paused server go on. */
    public synchronized void resume() {
        if (process != null) {
            process.signal("CONT");
        }
    }

    /** Where it answers, such as {@code http://127.0.0.1:19200}. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public int port() {
        return port;
    }

    public Path dataFolder() {
        return folder.path();
    }

    /** The server's process id. */
    public synchronized long pid() {
        if (process == null) {
            throw new IllegalStateException("Elasticsearch on port " + port + " was never started");
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
        if (options.dataFolder() == null) {
            kill();
        } else {
            stop();
        }
        folder.close();
        ShutdownHooks.remove(shutdown);
    }
}
