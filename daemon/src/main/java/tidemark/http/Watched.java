package tidemark.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.lifecycle.Refusal;

/**
 * A value read from files, and read again when they change. A change that cannot be used leaves the value as it was, and is told
 * once. {@link #get} returns at once, on any thread; {@link #look} is for one thread.
 */
final class Watched<T> implements Supplier<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Watched.class);

    /** Makes the value from the files. */
    interface Reader<T> {
        /** Fails with a {@link RuntimeException} whose message shows no secret. */
        T read();
    }

    private final String what;
    private final List<Path> files;
    private final Reader<T> reader;
    private volatile T value;
    private List<Object> stamps;
    private List<Object> seen;

    /**
     * Reads for the first time.
     *
     * @param what it is, as a word for the log
     */
    Watched(String what, List<Path> files, Reader<T> reader) {
        this.what = what;
        this.files = List.copyOf(files);
        this.reader = reader;
        this.stamps = stamps();
        this.seen = stamps;
        this.value = reader.read();
    }

    @Override
    public T get() {
        return value;
    }

    /** Reads again if a file has changed since, and not since the last look: a file may be half written. */
    void look() {
        List<Object> now = stamps();
        boolean settled = now.equals(seen);
        seen = now;
        if (settled && !now.equals(stamps)) {
            stamps = now;
            reload();
        }
    }

    /**
     * Reads again now.
     *
     * @return whether what is there can be used
     */
    boolean reload() {
        try {
            value = reader.read();
            LOG.info("event=files_read what={} files=\"{}\"", what, files);
            return true;
        } catch (RuntimeException e) {
            LOG.warn(
                    "event=files_refused what={} files=\"{}\" kept=\"the one before\" message=\"{}{}\""
                            + " runbook=ops/runbook.md#access",
                    what,
                    files,
                    String.valueOf(e.getMessage()).replace('\n', ' '),
                    e instanceof Refusal refusal ? "; " + refusal.hint() : "");
            return false;
        }
    }

    private List<Object> stamps() {
        List<Object> stamps = new ArrayList<>();
        for (Path file : files) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                stamps.add(List.of(
                        attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey())));
            } catch (IOException e) {
                stamps.add("missing");
            }
        }
        return stamps;
    }
}
