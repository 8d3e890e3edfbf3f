package tidemark.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An archive's content, unpacked once for all who need it, at the same time or later. */
final class Unpacked {
    private Unpacked() {}

    interface Unpacking {
        void into(Path folder) throws IOException;
    }

    /** Returns the folder; it exists whole or not at all, because it is unpacked under another name and renamed. */
    static Path once(Path folder, Unpacking unpacking) {
        if (Files.isDirectory(folder)) {
            return folder;
        }
        try {
            Files.createDirectories(folder.getParent());
            Path partial = Files.createTempDirectory(folder.getParent(), "partial-");
            Files.setPosixFilePermissions(
                    partial, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
            unpacking.into(partial);
            publish(partial, folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack into " + folder, e);
        }
    }

    private static void publish(Path partial, Path folder) throws IOException {
        try {
            Files.move(partial, folder);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException another) {
            Folders.delete(partial);
        }
    }
}
