package tidemark.sandbox;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The server's programs, unpacked once from their jar on the class path: {@code initdb}, {@code pg_ctl}, {@code postgres}. */
record PostgresInstallation(Path home) {
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
    private static final Pattern JAR = Pattern.compile("([^/]+)\\.jar!");

    static PostgresInstallation get() {
        URL archive = PostgresInstallation.class.getResource(ARCHIVE);
        if (archive == null) {
            throw new SandboxException("no PostgreSQL for this system on the class path (" + ARCHIVE
                    + "); name a server of your own by " + Servers.POSTGRES_VARIABLE);
        }
        Matcher jar = JAR.matcher(archive.toString());
        String name = jar.find() ? jar.group(1) : "postgres";
        return new PostgresInstallation(
                Unpacked.once(SandboxHome.get().server(name), folder -> unpack(archive, folder)));
    }

    private static void unpack(URL archive, Path folder) throws IOException {
        try (InputStream in = archive.openStream();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(in)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, folder.resolve(entry.getName()).normalize());
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, target);
            boolean executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    /** The command line of one of the programs, as a user that PostgreSQL accepts. */
    List<String> command(String program, List<String> arguments) {
        List<String> command = new ArrayList<>(Privileges.dropped());
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        return command;
    }

    void initialise(Path folder) {
        List<String> command = command(
                "initdb",
                List.of(
                        "-D",
                        folder.toString(),
                        "-U",
                        "postgres",
                        "-A",
                        "trust",
                        "-E",
                        "UTF8",
                        "--locale=C",
                        "--no-sync"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        try {
            Process initdb = builder.start();
            initdb.getOutputStream().close();
            String printed =
                    new String(initdb.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (!initdb.waitFor(60, TimeUnit.SECONDS) || initdb.exitValue() != 0) {
                throw new SandboxException("initdb failed in " + folder + ":\n" + printed);
            }
        } catch (IOException e) {
            throw new SandboxException("cannot run initdb for " + folder, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while initdb was at work in " + folder, e);
        }
    }
}
