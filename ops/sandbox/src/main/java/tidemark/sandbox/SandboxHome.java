package tidemark.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder below which everything lies that the sandbox writes unasked: unpacked servers and passing data.
 *
 * <p>That is the system property {@code tidemark.sandbox.home}, else {@code target/sandbox} of the module that the classes
 * come from, else {@code target/sandbox} of the working directory.
 *
 * <pre>
 * servers/NAME            unpacked once, shared by all
 * run/PID-STARTED/KIND-N  data of the JVM with that process id and start time; swept by the next one after its death
 * </pre>
 */
record SandboxHome(Path path) {
    private static final AtomicInteger folders = new AtomicInteger();

    /** Where the classes are: a folder of classes or a jar. */
    static Path codeSource() {
        try {
            return Path.of(SandboxHome.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new SandboxException("the sandbox's classes lie at no path", e);
        }
    }

    static SandboxHome get() {
        @Nullable String given = System.getProperty("tidemark.sandbox.home");
        if (given != null) {
            return new SandboxHome(Path.of(given).toAbsolutePath());
        }
        Path target = codeSource().getParent();
        if (target == null || !target.endsWith("target")) {
            target = Path.of("target").toAbsolutePath();
        }
        return new SandboxHome(target.resolve("sandbox"));
    }

    Path server(String name) {
        return path.resolve("servers").resolve(name);
    }

    /** A new, empty folder for this JVM; the first call sweeps what dead JVMs have left. */
    Path freshFolder(String kind) {
        int number = folders.incrementAndGet();
        Path run = path.resolve("run");
        try {
            if (number == 1 && Files.isDirectory(run)) {
                sweep(run);
            }
            return Files.createDirectories(
                    run.resolve(ownerName(ProcessHandle.current())).resolve(kind + "-" + number));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a folder below " + run, e);
        }
    }

    private static void sweep(Path run) throws IOException {
        try (Stream<Path> owners = Files.list(run)) {
            owners.filter(owner -> !isAlive(owner)).forEach(Folders::delete);
        }
    }

    private static boolean isAlive(Path folder) {
        String owner = folder.getFileName().toString();
        long pid = Long.parseLong(owner.substring(0, owner.indexOf('-')));
        return ProcessHandle.of(pid).filter(p -> ownerName(p).equals(owner)).isPresent();
    }

    /** With the start time, so that a process id used again is not taken for its earlier bearer. */
    private static String ownerName(ProcessHandle process) {
        long started = process.info()
                .startInstant()
                .map(java.time.Instant::toEpochMilli)
                .orElse(0L);
        return process.pid() + "-" + started;
    }
}
