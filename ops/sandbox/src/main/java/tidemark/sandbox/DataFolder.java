package tidemark.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server's data folder while it is owned: nobody else starts a server in it, and no earlier owner's server is left.
 *
 * <p>The lock is a file beside the folder; the kernel releases it when this JVM ends.
 */
final class DataFolder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DataFolder.class);
    private static final Duration ORPHAN_PATIENCE = Duration.ofSeconds(10);

    private final Path path;
    private final boolean lasting;
    private final FileChannel lock;

    private DataFolder(Path path, boolean lasting, FileChannel lock) {
        this.path = path;
        this.lasting = lasting;
        this.lock = lock;
    }

    /**
     * Takes a folder.
     *
     * @param given the caller's own folder, which lasts; without one a fresh one is made, which {@link #close} deletes
     */
    static DataFolder take(@Nullable Path given, String kind) {
        Path path = given == null
                ? SandboxHome.get().freshFolder(kind)
                : given.toAbsolutePath().normalize();
        try {
            Files.createDirectories(path);
            DataFolder folder = new DataFolder(path.toRealPath(), given != null, lock(path));
            folder.endOrphans();
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the data folder " + path, e);
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel = FileChannel.open(lockFile(folder), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException ours) {
            channel.close();
            throw new SandboxException(folder + " is in use by a server that this JVM started; close that first", ours);
        }
        channel.close();
        throw new SandboxException(folder + " is in use by another sandbox; stop that or give another folder");
    }

    private static Path lockFile(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".lock");
    }

    Path path() {
        return path;
    }

    /**
     * Ends what still works in the folder: after an owner's death its guard may be a moment from done, and a guard may
     * have been killed too.
     */
    void endOrphans() {
        List<ProcessHandle> orphans = inhabitants();
        if (orphans.isEmpty()) {
            return;
        }
        log.info(
                "event=orphans_found folder={} pids={}",
                path,
                orphans.stream().map(ProcessHandle::pid).toList());
        // QUIT makes a postmaster end its children too, and does no harm to the others.
        orphans.forEach(orphan -> {
            Signals.send("CONT", orphan.pid());
            Signals.send("QUIT", orphan.pid());
            orphan.destroy();
        });
        if (!Await.until(ORPHAN_PATIENCE, () -> inhabitants().isEmpty())) {
            inhabitants().forEach(ProcessHandle::destroyForcibly);
            if (!Await.until(ORPHAN_PATIENCE, () -> inhabitants().isEmpty())) {
                throw new SandboxException(
                        "processes " + inhabitants() + " do not leave " + path + "; end them by hand");
            }
        }
    }

    /** Every process whose working directory is the folder: each server moves there, with all its children. */
    List<ProcessHandle> inhabitants() {
        try (Stream<ProcessHandle> processes = ProcessHandle.allProcesses()) {
            return processes.filter(this::worksHere).toList();
        }
    }

    private boolean worksHere(ProcessHandle process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
                    .equals(path);
        } catch (IOException notOursOrGone) {
            return false;
        }
    }

    /** Gives the folder up; one that was not given by the caller is deleted. */
    @Override
    public void close() {
        try {
            if (!lasting) {
                Folders.delete(path);
                Files.deleteIfExists(lockFile(path));
            }
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release " + path, e);
        }
    }
}
