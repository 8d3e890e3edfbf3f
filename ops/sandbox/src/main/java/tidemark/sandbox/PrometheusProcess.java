package tidemark.sandbox;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A Prometheus that is installed on this machine, as a process of its own on a free port; ends with this JVM. */
public final class PrometheusProcess implements AutoCloseable {
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

    private final GuardedProcess process;
    private final URI address;
    private final Path log;

    private PrometheusProcess(GuardedProcess process, URI address, Path log) {
        this.process = process;
        this.address = address;
        this.log = log;
    }

    /**
     * Starts it, and returns at once.
     *
     * @param configuration its YAML file
     * @param folder where it keeps what it scrapes
     * @param log what it prints is appended here
     */
    public static PrometheusProcess start(Path configuration, Path folder, Path log) {
        String listen = "127.0.0.1:" + FreePort.onLoopback();
        List<String> command = List.of(
                "prometheus",
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + folder.resolve("tsdb"),
                "--web.listen-address=" + listen);
        return new PrometheusProcess(
                GuardedProcess.start(command, Map.of(), folder, log, "TERM"), URI.create("http://" + listen), log);
    }

    /** Where its API is. */
    public URI address() {
        return address;
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** The end of what it printed. */
    public String lastWords() {
        return LogTail.of(log);
    }

    @Override
    public void close() {
        process.end(LONGEST_STOP, "TERM");
    }
}
