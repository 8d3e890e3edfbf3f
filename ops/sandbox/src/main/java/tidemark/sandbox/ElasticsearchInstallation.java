package tidemark.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The server's files, {@code lib} and {@code modules}, and the command line that runs them.
 *
 * <p>The build lays them out among the module's classes; out of a jar they are unpacked once.
 */
record ElasticsearchInstallation(Path home) {
    private static final String RESOURCE = "tidemark/sandbox/elasticsearch-home";
    private static final int JDK = Runtime.version().feature();

    static ElasticsearchInstallation get() {
        Path code = SandboxHome.codeSource();
        return new ElasticsearchInstallation(Files.isDirectory(code) ? code.resolve(RESOURCE) : unpacked(code));
    }

    private static Path unpacked(Path jar) {
        try {
            String name = "elasticsearch-" + Files.size(jar) + "-"
                    + Files.getLastModifiedTime(jar).toMillis();
            return Unpacked.once(SandboxHome.get().server(name), folder -> unpack(jar, folder));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + jar, e);
        }
    }

    private static void unpack(Path jar, Path folder) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream().toList()) {
                if (entry.getName().startsWith(RESOURCE + "/") && !entry.isDirectory()) {
                    Path target = folder.resolve(entry.getName().substring(RESOURCE.length() + 1));
                    Files.createDirectories(target.getParent());
                    try (InputStream in = file.getInputStream(entry)) {
                        Files.copy(in, target);
                    }
                }
            }
        }
    }

    List<String> command(Path dataFolder, ElasticsearchOptions options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms" + options.heap(),
                "-Xmx" + options.heap(),
                "-XX:+UseG1GC",
                "-XX:-UsePerfData",
                "-Djava.locale.providers=" + (JDK >= 23 ? "CLDR" : "SPI,COMPAT")));
        if (options.quickStart()) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        if (JDK >= 21) {
            command.add("--add-modules=jdk.incubator.vector");
            command.add("--enable-native-access=org.elasticsearch.nativeaccess,org.apache.lucene.core,ALL-UNNAMED");
        }
        command.addAll(List.of(
                "--module-path=" + home.resolve("lib"),
                "--add-modules=jdk.net,jdk.management.agent,ALL-MODULE-PATH",
                "-cp",
                SandboxHome.codeSource().toString(),
                "-Dfile.encoding=UTF-8",
                "-Djava.io.tmpdir=" + dataFolder.resolve("tmp"),
                "-Djna.nosys=true",
                "-Djna.tmpdir=" + dataFolder.resolve("tmp"),
                "-Dio.netty.noUnsafe=true",
                "-Dlog4j2.disable.jmx=true",
                "-Des.path.home=" + home,
                "-Des.path.conf=" + dataFolder.resolve("config"),
                "-Des.distribution.type=tar",
                "tidemark.sandbox.elasticsearch.ElasticsearchMain"));
        return command;
    }
}
