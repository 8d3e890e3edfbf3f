package tidemark.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tidemark.sandbox.DaemonProcess;
import tidemark.sandbox.Database;
import tidemark.sandbox.ElasticsearchOptions;
import tidemark.sandbox.PostgresOptions;
import tidemark.sandbox.Sandbox;
import tidemark.sandbox.SandboxException;

/** What {@code ops/bench/run} runs: loads, indexes, compares, updates, reports. */
public final class Bench {
    private static final String TYPE = "order";
    private static final String META_INDEX = "tidemark-meta";
    /** The daemon's own role, its default; init gives it what it needs. */
    private static final String ROLE = "tidemark";

    private final Path launcher;
    private final Path configuration;
    private final Path folder;
    private final Path log;
    private final Options options;
    private final PrintStream out;
    private final Report report = new Report();

    private Bench(Path repository, Options options, PrintStream out) {
        this.launcher = repository.resolve("ops/bin/tidemark");
        this.configuration = repository.resolve("ops/bench/tpch.yaml");
        this.folder = repository.resolve("ops/bench/target/run");
        this.log = folder.resolve("daemon.log");
        this.options = options;
        this.out = out;
    }

    /**
     * Runs it.
     *
     * @param arguments the repository's folder, then those of {@code ops/bench/run}
     */
    public static void main(String[] arguments) throws Exception {
        List<String> given = List.of(arguments).subList(1, arguments.length);
        if (given.contains("--help")) {
            System.out.print(Options.USAGE);
            return;
        }
        try {
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            new Bench(Path.of(arguments[0]), Options.parse(given), out).run();
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.err.print(Options.USAGE);
            System.exit(2);
        } catch (SandboxException | BenchFailure e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(1);
        }
        System.exit(0);
    }

    private void run() throws Exception {
        Files.createDirectories(folder);
        Files.deleteIfExists(log);
        Machine.describe(report, "before");
        out.println("Starting PostgreSQL (fsync on) and Elasticsearch (heap " + options.heap() + ") on loopback ...");
        try (Sandbox sandbox = Sandbox.start(
                PostgresOptions.defaults().with("fsync", "on"),
                ElasticsearchOptions.defaults().withHeap(options.heap()).withQuickStart(false))) {
            Database database = sandbox.postgres().address().createDatabase("tpch");
            SearchServer server = new SearchServer(sandbox.elasticsearch().url());
            try (Connection connection = database.connect()) {
                servers(connection, server);
                load(connection);
                measure(sandbox, database, connection, server);
            }
        }
        Machine.describe(report, "after");
        out.println();
        out.print(report.table());
        if (options.json() != null) {
            report.write(options.json());
        }
    }

    private void servers(Connection connection, SearchServer server)
            throws SQLException, IOException, InterruptedException {
        report.circumstance("PostgreSQL", connection.getMetaData().getDatabaseProductVersion() + ", fsync on");
        String version = server.get("/_nodes?filter_path=nodes.*.version")
                .findPath("version")
                .asText();
        report.circumstance("Elasticsearch", version + ", heap " + options.heap());
    }

    private void load(Connection connection) throws SQLException, IOException {
        out.println("Loading TPC-H at scale factor " + options.scale() + " ...");
        long began = System.nanoTime();
        new Tpch(options.scale()).load(connection);
        double seconds = (System.nanoTime() - began) / 1e9;
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE " + ROLE + " LOGIN");
        }
        report.circumstance("TPC-H", "scale factor " + options.scale() + ", loaded in " + Math.round(seconds) + " s");
    }

    private void measure(Sandbox sandbox, Database database, Connection connection, SearchServer server)
            throws Exception {
        Map<String, String> environment = new TreeMap<>(Map.of(
                "TIDEMARK_POSTGRES_URL", database.bareJdbcUrl(),
                "TIDEMARK_POSTGRES_USER", database.user(),
                "TIDEMARK_ELASTICSEARCH_URLS", sandbox.elasticsearch().url().toString(),
                "TIDEMARK_ELASTICSEARCH_META_INDEX", META_INDEX));
        DaemonProcess.run(launcher, configuration, environment, log, "init", "--grant-to", ROLE);
        environment.put("TIDEMARK_POSTGRES_USER", ROLE);
        long began = System.nanoTime();
        try (DaemonProcess daemon = DaemonProcess.start(launcher, configuration, environment, log)) {
            Indexer indexer = new Indexer(daemon, server, META_INDEX, TYPE);
            new Throughput(options, report, out, folder).run(indexer, server, connection, began);
            latencies(new Latency(connection, server, new SearchServer(daemon.address()), TYPE));
            out.println("Stopping the daemon, then the servers ...");
        }
    }

    private void latencies(Latency latency) throws SQLException, IOException, InterruptedException {
        for (RowUpdate kind : RowUpdate.values()) {
            out.println("Updating " + kind.words() + " ...");
            if (kind != RowUpdate.NATION) {
                latency.warmUp(kind);
            }
            int count = kind == RowUpdate.NATION ? options.renames() : options.updates();
            found(kind, latency.measure(kind, count));
        }
    }

    private void found(RowUpdate kind, Latency.Found found) {
        String key = kind.key();
        String of = kind.words();
        Distribution millis = found.millis();
        report.figure(key + "_updates", "updates of " + of, millis.count(), "", 0);
        report.figure(key + "_documents", "  documents an update", found.documents(), "", 1);
        report.figure(key + "_p50_ms", "  commit to searchable, p50", millis.percentile(50), "ms", 1);
        report.figure(key + "_p99_ms", "  commit to searchable, p99", millis.percentile(99), "ms", 1);
        report.figure(key + "_max_ms", "  commit to searchable, longest", millis.max(), "ms", 1);
        report.figure(
                key + "_wait_p50_ms",
                "  commit to the answer of wait, p50",
                found.waits().percentile(50),
                "ms",
                1);
        report.figure(
                key + "_wait_p99_ms",
                "  commit to the answer of wait, p99",
                found.waits().percentile(99),
                "ms",
                1);
    }
}
