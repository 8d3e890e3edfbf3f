package tidemark.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The packaged daemon as a process of its own, started by its launcher on a free port; ends with this JVM, also when that
 * is killed with -9. Of the environment variables that configure the daemon only those that are given reach it.
 */
public final class DaemonProcess implements AutoCloseable {
    private static final String VARIABLES = "TIDEMARK_";
    private static final String PORT = "TIDEMARK_HTTP_PORT";

    /** Longer than the daemon's own {@code shutdown.grace}. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);

    private final GuardedProcess process;
    private final URI address;
    private final Path log;

    private DaemonProcess(GuardedProcess process, URI address, Path log) {
        this.process = process;
        this.address = address;
        this.log = log;
    }

    /**
     * Starts {@code tidemark run}, and returns at once.
     *
     * @param launcher {@code ops/bin/tidemark}
     * @param configuration the YAML file
     * @param environment overrides of keys: {@code TIDEMARK_…}
     * @param log what it prints is appended here
     */
    public static DaemonProcess start(Path launcher, Path configuration, Map<String, String> environment, Path log) {
        Map<String, String> variables = new HashMap<>(environment);
        String port = variables.computeIfAbsent(PORT, unset -> Integer.toString(FreePort.onLoopback()));
        List<String> command = command(launcher, "run", configuration, variables);
        Path folder = configuration.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException("no file: " + configuration);
        }
        GuardedProcess process = GuardedProcess.start(command, variables, folder, log, "TERM");
        return new DaemonProcess(process, URI.create("http://127.0.0.1:" + port), log);
    }

    /**
     * Runs another verb to its end.
     *
     * @throws SandboxException with the end of what it printed, if its exit code is not 0
     */
    public static void run(
            Path launcher, Path configuration, Map<String, String> environment, Path log, String... verb) {
        List<String> command = command(launcher, verb[0], configuration, environment);
        command.addAll(List.of(verb).subList(1, verb.length));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            int code = builder.start().waitFor();
            if (code != 0) {
                throw new SandboxException("tidemark " + verb[0] + " ended with " + code + "; the end of " + log + ":\n"
                        + LogTail.of(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + launcher, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while tidemark " + verb[0] + " was running", e);
        }
    }

    private static List<String> command(
            Path launcher, String verb, Path configuration, Map<String, String> environment) {
        List<String> command = new ArrayList<>(List.of("env"));
        for (String name : System.getenv().keySet()) {
            if (name.startsWith(VARIABLES) && !environment.containsKey(name)) {
                command.addAll(List.of("-u", name));
            }
        }
        command.addAll(List.of(
                launcher.toAbsolutePath().toString(),
                verb,
                "--config",
                configuration.toAbsolutePath().toString()));
        return command;
    }

    /** Where {@code /_indexer} is, {@code http://host:port}. */
    public URI address() {
        return address;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** The end of what it printed. */
    public String lastWords() {
        return Files.exists(log) ? LogTail.of(log) : "";
    }

    /** Asks it to end by SIGTERM, and waits; returns its exit code. */
    public int stop() {
        process.end(LONGEST_STOP, "TERM");
        return process.exitCode();
    }

    /** Ends it by SIGKILL. */
    public void kill() {
        process.end(LONGEST_STOP, "KILL");
    }

    @Override
    public void close() {
        process.end(LONGEST_STOP, "TERM");
    }
}
