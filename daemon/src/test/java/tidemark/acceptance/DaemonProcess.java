package tidemark.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packaged program as a process of its own: {@code run}, or any other verb.
 *
 * <p>What it prints is in {@code target/acceptance/}. A watcher ends it when this JVM ends, also when that is killed.
 */
final class DaemonProcess implements AutoCloseable {
    private static final Path TARGET =
            Path.of(System.getProperty("basedir", "."), "target").toAbsolutePath();
    private static final Path JAR = TARGET.resolve("tidemark.jar");
    // JSON may write a slash with a backslash before it.
    private static final Pattern LISTENS =
            Pattern.compile("event=http_listens url=(https?):\\\\?/\\\\?/([^/\\\\]+)\\\\?/");
    private static final Duration START = Drill.SOON;
    private static final Duration END = Duration.ofSeconds(30);
    private static final AtomicInteger number = new AtomicInteger();

    private final Process process;
    private final Process watcher;
    private final Path out;
    private final Path err;

    private DaemonProcess(Process process, Process watcher, Path out, Path err) {
        this.process = process;
        this.watcher = watcher;
        this.out = out;
        this.err = err;
    }

    /** Starts the program with these arguments. */
    static DaemonProcess start(String name, Map<String, String> environment, List<String> arguments) {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException(JAR + " is missing; acceptance tests run after `package` (mvn verify)");
        }
        Path folder = TARGET.resolve("acceptance");
        String file = String.format("%03d-%s", number.incrementAndGet(), name);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                JAR.toString(),
                "tidemark.Tidemark"));
        command.addAll(arguments);
        Path out = folder.resolve(file + ".out");
        Path err = folder.resolve(file + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("TIDEMARK_"));
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(folder);
            Process process = builder.start();
            return new DaemonProcess(process, watch(process), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    /** The kernel closes the pipe however this JVM ends. */
    private static Process watch(Process process) throws IOException {
        return new ProcessBuilder("sh", "-c", "cat >/dev/null; kill -9 " + process.pid())
                .directory(new File("/"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Where {@code run} listens; waits until it does. */
    URI url() {
        Drill.until(
                START,
                "the daemon listens; see " + err,
                () -> !isAlive() || listens().find());
        Matcher listens = listens();
        if (!listens.find()) {
            throw new IllegalStateException("the daemon ended with " + process.exitValue() + ": " + log());
        }
        return URI.create(listens.group(1) + "://" + listens.group(2));
    }

    private Matcher listens() {
        return LISTENS.matcher(log());
    }

    /** {@code GET /_indexer}. */
    JsonNode indexer() {
        return new Http(url()).get("/_indexer").orThrow().body();
    }

    String status() {
        return indexer().path("status").asText();
    }

    boolean leads() {
        return indexer().path("leading").asBoolean();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** What it logged, on standard error. */
    String log() {
        return read(err);
    }

    /** What it printed on standard output. */
    String printed() {
        return read(out);
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Ends it as a power cut would. */
    void kill9() {
        process.destroyForcibly();
        exitCode(END);
    }

    /** Asks it to end. */
    void sigterm() {
        process.destroy();
    }

    /** Waits for its end. */
    int exitCode(Duration atMost) {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("process " + pid() + " has not ended in " + atMost + "; see " + err);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        watcher.destroyForcibly();
        return process.exitValue();
    }

    @Override
    public void close() {
        if (isAlive()) {
            kill9();
        }
        watcher.destroyForcibly();
    }
}
