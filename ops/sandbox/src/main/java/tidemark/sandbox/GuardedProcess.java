package tidemark.sandbox;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A server process below a guard that ends it when this JVM ends, also when this JVM is killed with -9.
 *
 * <p>As long as this object is reachable, the pipe that the guard listens on stays open.
 */
final class GuardedProcess {
    private final Process guard;
    private final long pid;

    private GuardedProcess(Process guard, long pid) {
        this.guard = guard;
        this.pid = pid;
    }

    /**
     * Starts a server.
     *
     * @param folder where it works
     * @param log    what it prints is appended here
     * @param signal the signal, INT or TERM, that asks it to end in order
     */
    static GuardedProcess start(
            List<String> command, Map<String, String> environment, Path folder, Path log, String signal) {
        List<String> guarded = new ArrayList<>(
                List.of("setsid", "sh", "-c", script(), "guard.sh", folder.toString(), log.toString(), signal));
        guarded.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(guarded)
                .directory(new File("/"))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            Process guard = builder.start();
            String pid = new BufferedReader(new InputStreamReader(guard.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            if (pid == null) {
                throw new SandboxException("the guard of " + command.get(0) + " ended at once; see " + log);
            }
            return new GuardedProcess(guard, Long.parseLong(pid));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.get(0) + " through setsid and sh", e);
        }
    }

    private static String script() {
        try (InputStream script = GuardedProcess.class.getResourceAsStream("guard.sh")) {
            if (script == null) {
                throw new SandboxException("guard.sh is missing beside " + GuardedProcess.class);
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read guard.sh", e);
        }
    }

    /** The server's process id, not the guard's. */
    long pid() {
        return pid;
    }

    boolean isAlive() {
        return guard.isAlive();
    }

    /** Sends the server a signal; nothing happens if it is gone already. */
    void signal(String name) {
        if (isAlive()) {
            Signals.send(name, pid);
        }
    }

    /**
     * Returns whether server and guard ended within the time. An interrupt is kept for later: who cleans up after an
     * interrupted test must not find the server still at work.
     */
    boolean awaitEnd(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return guard.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The server's exit code, 128 and the signal's number if a signal ended it. */
    int exitCode() {
        return guard.exitValue();
    }

    /** Ends the server by the given signals in turn, each given some time, and at last by SIGKILL. */
    void end(Duration each, String... signals) {
        for (String signal : signals) {
            signal(signal);
            if (awaitEnd(each)) {
                return;
            }
        }
        signal("KILL");
        awaitEnd(each);
    }
}
