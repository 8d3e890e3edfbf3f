package tidemark.sandbox.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tidemark.sandbox.DaemonProcess;
import tidemark.sandbox.Database;
import tidemark.sandbox.Sandbox;
import tidemark.sandbox.SandboxException;

/** The demo: a sample database becomes searchable and stays true. */
public final class Demo {
    private static final String USAGE = """
            usage: ops/demo [--objects] [--once]
              --objects  an object store instead of a music shop
              --once  end after the first index and one change were verified; the exit code says whether they are true
            Runs until Ctrl-C otherwise.
            """;
    /** The daemon's own role, its default; init gives it what it needs. */
    private static final String ROLE = "tidemark";

    private static final String META_INDEX = "tidemark-meta";
    private static final Duration FIRST_INDEX = Duration.ofMinutes(10);
    private static final Duration ONE_CHANGE = Duration.ofMinutes(2);
    private static final Duration BETWEEN_EDITS = Duration.ofSeconds(3);
    private static final int EDITS_BETWEEN_CHECKS = 10;
    private static final int STOPPED_EARLY = 130;

    private final Scene scene;
    private final Path launcher;
    private final Path configuration;
    private final Path log;
    private final PrintStream out;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile boolean running;

    private Demo(Path repository, Scene scene, PrintStream out) throws IOException {
        this.scene = scene;
        this.launcher = repository.resolve("ops/bin/tidemark");
        this.configuration = repository.resolve("config/examples/" + scene.name() + ".yaml");
        this.log = Files.createDirectories(repository.resolve("ops/demo.d")).resolve("daemon.log");
        this.out = out;
        Files.deleteIfExists(log);
    }

    /**
     * Runs it.
     *
     * @param arguments the repository's folder, then those of {@code ops/demo}
     */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        List<String> options = List.of(arguments).subList(1, arguments.length);
        if (!Set.of("--once", "--objects").containsAll(options)) {
            out.print(USAGE);
            System.exit(options.equals(List.of("--help")) ? 0 : 2);
        }
        Scene scene = options.contains("--objects") ? new Laboratory() : new Shop();
        Demo demo = new Demo(Path.of(arguments[0]), scene, out);
        demo.listen();
        int code = 0;
        try {
            demo.run(options.contains("--once"));
        } catch (SandboxException | DemoFailure e) {
            System.err.println("demo: " + e.getMessage());
            code = 1;
        }
        System.exit(code);
    }

    /**
     * The end of standard input asks to stop: in order while the daemon runs, at once before. {@code ops/demo} holds the other
     * end of the pipe, so that also its own death ends the demo.
     */
    private void listen() {
        Thread listener = new Thread(
                () -> {
                    awaitEndOfInput();
                    stop.countDown();
                    if (!running) {
                        System.exit(STOPPED_EARLY);
                    }
                },
                "demo-input");
        listener.setDaemon(true);
        listener.start();
    }

    private static void awaitEndOfInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            System.err.println("demo: standard input cannot be read, which counts as its end: " + e);
        }
    }

    private void run(boolean once) throws Exception {
        out.println("Starting PostgreSQL and Elasticsearch on loopback ...");
        try (Sandbox sandbox = Sandbox.start()) {
            Database database = sandbox.postgres().address().createDatabase(scene.name());
            try (Connection connection = database.connect()) {
                out.println("Loading " + scene.words() + " ...");
                load(connection);
                Map<String, String> environment = environment(sandbox, database);
                out.println("tidemark init: what the daemon needs in the database ...");
                init(environment, database.user());
                running = true;
                out.println("tidemark run --config config/examples/" + scene.name() + ".yaml");
                try (DaemonProcess daemon = DaemonProcess.start(launcher, configuration, environment, log)) {
                    Watch watch = new Watch(daemon, sandbox.elasticsearch().url(), scene, connection);
                    follow(watch, once);
                    out.println("Stopping the daemon, then the servers ...");
                    int code = daemon.stop();
                    if (code != 0) {
                        throw new DemoFailure("the daemon ended with " + code + " after SIGTERM; see " + log);
                    }
                }
            }
        }
    }

    private void load(Connection connection) throws SQLException {
        scene.load(connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE " + ROLE + " LOGIN");
        }
    }

    private static Map<String, String> environment(Sandbox sandbox, Database database) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("TIDEMARK_POSTGRES_URL", database.bareJdbcUrl());
        environment.put("TIDEMARK_POSTGRES_USER", ROLE);
        environment.put(
                "TIDEMARK_ELASTICSEARCH_URLS", sandbox.elasticsearch().url().toString());
        environment.put("TIDEMARK_ELASTICSEARCH_META_INDEX", META_INDEX);
        return environment;
    }

    /** As the owner of the tables; the daemon itself has less to say. */
    private void init(Map<String, String> environment, String owner) {
        Map<String, String> asOwner = new TreeMap<>(environment);
        asOwner.put("TIDEMARK_POSTGRES_USER", owner);
        DaemonProcess.run(launcher, configuration, asOwner, log, "init", "--grant-to", ROLE);
    }

    private void follow(Watch watch, boolean once) throws Exception {
        if (!firstIndex(watch)) {
            return;
        }
        if (once) {
            out.println(watch.apply(scene.counted(watch.connection()), ONE_CHANGE));
            out.println("Checker: " + watch.verified(ONE_CHANGE));
            return;
        }
        hints(watch);
        for (int edits = 1; !stop.await(BETWEEN_EDITS.toMillis(), TimeUnit.MILLISECONDS); edits++) {
            out.println(watch.apply(scene.next(watch.connection()), ONE_CHANGE));
            if (edits % EDITS_BETWEEN_CHECKS == 0) {
                out.println("Checker: " + watch.verified(ONE_CHANGE));
            }
        }
    }

    /** False if somebody asked to stop meanwhile. */
    private boolean firstIndex(Watch watch) throws Exception {
        long began = System.nanoTime();
        Map<String, Long> wanted = watch.documents();
        ProgressBar bar = new ProgressBar(
                out, wanted.values().stream().mapToLong(Long::longValue).sum());
        while (!watch.firstIndexDone(wanted)) {
            if (stop.await(100, TimeUnit.MILLISECONDS)) {
                return false;
            }
            if (System.nanoTime() - began > FIRST_INDEX.toNanos()) {
                throw new DemoFailure("the first index was not done after " + FIRST_INDEX.toSeconds()
                        + " s; /_indexer says: " + watch.page());
            }
            bar.show(watch.indexed(wanted), watch.status());
        }
        bar.end(Duration.ofNanos(System.nanoTime() - began));
        out.println("Checker: " + watch.verified(ONE_CHANGE));
        return true;
    }

    private void hints(Watch watch) {
        String elasticsearch = watch.elasticsearch().toString();
        out.printf(
                """

                To try, in another terminal:
                  curl '%1$s%6$s'
                  curl '%2$s/_indexer'
                  psql '%3$s'
                and, for a complete reindex while searches go on being answered:
                  curl -X DELETE '%1$s/%4$s/_doc/indexing'
                The daemon's log: %5$s
                Ctrl-C stops everything. Meanwhile %7$s:

                """, elasticsearch, watch.daemon(), watch.psql(), META_INDEX, log, scene.search(), scene.meanwhile());
    }
}
