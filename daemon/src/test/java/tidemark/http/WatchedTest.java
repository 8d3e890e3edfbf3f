package tidemark.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the test's own folder, and no clock: a look is a call. */
final class WatchedTest {

    @TempDir
    Path folder;

    private final AtomicInteger reads = new AtomicInteger();

    private Watched<String> watched(Path file) {
        return new Watched<>("thing", List.of(file), () -> {
            reads.incrementAndGet();
            try {
                String text = Files.readString(file);
                if (text.contains("bad")) {
                    throw new IllegalArgumentException("bad");
                }
                return text;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void aChangedFileIsReadOnceItHasSettled() throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "one");
        Watched<String> watched = watched(file);
        watched.look();
        assertThat(reads).hasValue(1);
        Files.writeString(file, "longer");
        watched.look();
        assertThat(watched.get()).as("it may be half written").isEqualTo("one");
        watched.look();
        assertThat(watched.get()).isEqualTo("longer");
        watched.look();
        watched.look();
        assertThat(reads).hasValue(2);
    }

    @Test
    void aFileThatIsReplacedByAnotherOfItsSizeIsNoticed() throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "one");
        Path next = Files.writeString(folder.resolve("g"), "two");
        Files.setLastModifiedTime(next, Files.getLastModifiedTime(file));
        Watched<String> watched = watched(file);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        watched.look();
        watched.look();
        assertThat(watched.get()).isEqualTo("two");
    }

    @Test
    void whatCannotBeUsedLeavesTheValueAndIsTriedOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "one");
        Watched<String> watched = watched(file);
        Files.writeString(file, "bad one");
        for (int i = 0; i < 5; i++) {
            watched.look();
        }
        assertThat(watched.get()).isEqualTo("one");
        assertThat(reads).hasValue(2);
        Files.delete(file);
        watched.look();
        watched.look();
        assertThat(watched.get()).isEqualTo("one");
        assertThat(watched.reload()).isFalse();
        Files.writeString(file, "three");
        assertThat(watched.reload()).isTrue();
        assertThat(watched.get()).isEqualTo("three");
    }

    @Test
    void whatCannotBeUsedAtFirstIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "bad");
        assertThatThrownBy(() -> watched(file)).hasMessage("bad");
    }
}
