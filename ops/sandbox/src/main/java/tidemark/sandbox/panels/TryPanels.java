package tidemark.sandbox.panels;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tidemark.sandbox.DaemonProcess;
import tidemark.sandbox.Database;
import tidemark.sandbox.PrometheusProcess;
import tidemark.sandbox.Sandbox;
import tidemark.sandbox.SandboxException;
import tidemark.sandbox.chinook.Chinook;

/**
 * A daemon at work under a Prometheus: documents come, change, go and are refused, somebody else writes to an index, a job runs, a
 * follow-up refuses for a while, verification finds something. Then each query of the dashboard must give at least one series.
 */
public final class TryPanels {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String CONFIGURATION = """
            name: try
            index: {replicas: 0}
            audits: {passes: 2}
            cycle: {batch_documents: 200}
            jobs: {workers: 1, chunk_documents: 100}
            verify: {every: 15s, documents_per_second: 1000000, repair: true}
            types:
              track:
                table: Track
                embed: [Album.Artist, Genre]
                audits:
                  no-composer:
                    level: WARNING
                    category: missing composer
                    when: "document.Composer == null"
                    detail: "'track ' + document.Name + ' has no composer'"
              invoice:
                table: Invoice
                embed:
                  - Lines: {from: InvoiceLine, order: [InvoiceLineId]}
                mapping:
                  Lines.Quantity: {type: byte}
            followups:
              hook:
                kind: webhook
                url: "%s"
                secret: only-for-the-trial
            """;
    private static final String SCRAPE = """
            global: {scrape_interval: 1s, evaluation_interval: 5s}
            rule_files: ["%s"]
            scrape_configs:
              - job_name: tidemark
                metrics_path: /_indexer/metrics
                static_configs: [{targets: ["%s"]}]
            """;

    private final Path repository;
    private final Path folder;
    private final PrintStream out;

    private TryPanels(Path repository, Path folder, PrintStream out) {
        this.repository = repository;
        this.folder = folder;
        this.out = out;
    }

    /**
     * Tries it; ends with 1 if a panel stays empty.
     *
     * @param arguments the repository's folder, and one for logs and what Prometheus keeps
     */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        TryPanels trial = new TryPanels(Path.of(arguments[0]), Path.of(arguments[1]), out);
        boolean complete;
        try {
            complete = trial.run();
        } catch (SandboxException | TrialFailure e) {
            System.err.println("try: " + e.getMessage());
            complete = false;
        }
        System.exit(complete ? 0 : 1);
    }

    private boolean run() throws Exception {
        out.println("Starting PostgreSQL and Elasticsearch on loopback ...");
        try (Sandbox sandbox = Sandbox.start();
                Hook hook = new Hook();
                Database database = sandbox.postgres().address().createDatabase("try");
                Connection connection = load(database)) {
            URI elasticsearch = sandbox.elasticsearch().url();
            Path configuration = write("try.yaml", CONFIGURATION.formatted(hook.address()));
            Map<String, String> environment = new TreeMap<>();
            environment.put("TIDEMARK_POSTGRES_URL", database.bareJdbcUrl());
            environment.put("TIDEMARK_POSTGRES_USER", database.user());
            environment.put("TIDEMARK_ELASTICSEARCH_URLS", elasticsearch.toString());
            Path launcher = repository.resolve("ops/bin/tidemark");
            Path log = folder.resolve("daemon.log");
            DaemonProcess.run(launcher, configuration, environment, log, "init");
            try (DaemonProcess daemon = DaemonProcess.start(launcher, configuration, environment, log)) {
                Path scrape = write(
                        "prometheus.yaml",
                        SCRAPE.formatted(
                                repository.resolve("ops/prometheus/alerts.yaml"),
                                daemon.address().getAuthority()));
                try (PrometheusProcess process =
                        PrometheusProcess.start(scrape, folder, folder.resolve("prometheus.log"))) {
                    Instant began = Instant.now();
                    Prometheus prometheus = new Prometheus(process.address());
                    work(connection, elasticsearch, daemon.address(), prometheus, hook);
                    return report(prometheus, began);
                }
            }
        }
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** Enough tracks that a job takes some scrapes. */
    private Connection load(Database database) throws SQLException {
        Connection connection = database.connect();
        out.println("Loading Chinook, its tracks ten times ...");
        Chinook.load(connection);
        execute(connection, """
                INSERT INTO "Track" ("TrackId", "Name", "AlbumId", "MediaTypeId", "GenreId", "Composer", "Milliseconds", "Bytes", "UnitPrice")
                SELECT "TrackId" + 10000 * n, "Name", "AlbumId", "MediaTypeId", "GenreId", "Composer", "Milliseconds", "Bytes", "UnitPrice"
                FROM "Track", generate_series(1, 9) n
                """);
        return connection;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void work(Connection connection, URI elasticsearch, URI daemon, Prometheus prometheus, Hook hook)
            throws Exception {
        out.println("The first index ...");
        until(prometheus, "min(max by (type) (tidemark_index_status{status=\"online\"}))", 1);
        out.println("Changes, among them a row that Elasticsearch refuses, and rows that come and go ...");
        execute(connection, "UPDATE \"InvoiceLine\" SET \"Quantity\" = 1000 WHERE \"InvoiceId\" = 5");
        execute(connection, "CREATE TABLE gone AS SELECT * FROM \"Invoice\" WHERE \"InvoiceId\" = 5");
        for (int i = 0; i < 60; i++) {
            execute(
                    connection,
                    "UPDATE \"Artist\" SET \"Name\" = \"Name\" || '.' WHERE \"ArtistId\" = " + (1 + i % 50));
            execute(
                    connection,
                    "INSERT INTO \"Invoice\" SELECT (jsonb_populate_record(g, jsonb_build_object('InvoiceId', "
                            + (90_000 + i) + "))).* FROM gone g");
            execute(connection, "DELETE FROM \"Invoice\" WHERE \"InvoiceId\" = " + (90_000 + i - 20));
        }
        out.println(
                "Somebody else writes to an index; one of the documents changes, verification misses the other ...");
        foreign(elasticsearch, 1);
        // No cycle is about to write this one, so only verification can miss it.
        send(HttpRequest.newBuilder(elasticsearch.resolve("/track/_doc/3503")).DELETE());
        execute(connection, "UPDATE \"Track\" SET \"Name\" = 'ours' WHERE \"TrackId\" = 1");
        until(prometheus, "sum(tidemark_documents_foreign_total)", 1);
        until(prometheus, "sum(tidemark_verification_differences_total)", 1);
        out.println("A request that no call is for ...");
        HTTP.send(
                HttpRequest.newBuilder(daemon.resolve("/_indexer"))
                        .method("PATCH", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        out.println("A job, and a follow-up that takes what waits ...");
        post(daemon.resolve("/_indexer/jobs"), "{\"types\": [\"track\"]}");
        hook.take();
        until(prometheus, "min(tidemark_jobs{status=\"completed\"})", 3);
        until(prometheus, "sum(tidemark_followup_taken_groups_total)", 1);
        until(prometheus, "count(tidemark_verification_completed_timestamp_seconds)", 2);
    }

    private static void foreign(URI elasticsearch, int track) throws IOException, InterruptedException {
        put(
                elasticsearch.resolve("/track/_doc/" + track + "?version_type=external&version=" + 4_000_000_000_000L),
                "{\"Name\": \"theirs\"}");
    }

    private static void put(URI address, String json) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(address).PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    private static void post(URI address, String json) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(address).POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private static void send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = HTTP.send(
                request.header("Content-Type", "application/json").build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new TrialFailure(
                    response.uri() + " was answered with " + response.statusCode() + ": " + response.body());
        }
    }

    private static void until(Prometheus prometheus, String query, double atLeast)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String last = "";
        while (System.nanoTime() < deadline) {
            try {
                double value = prometheus.now(query);
                if (value >= atLeast) {
                    return;
                }
                last = "it is " + value;
            } catch (IOException notYet) {
                last = notYet.toString();
            }
            Thread.sleep(200);
        }
        throw new TrialFailure(query + " has not become " + atLeast + " in " + PATIENCE.toSeconds() + " s; " + last);
    }

    private boolean report(Prometheus prometheus, Instant began) throws IOException, InterruptedException {
        List<Panel> panels = Panel.read(repository.resolve("ops/grafana/tidemark.json"), "15s");
        int empty = 0;
        out.printf("%n%-7s %12s  %s%n", "series", "highest", "panel: query");
        for (Panel panel : panels) {
            Prometheus.Answer answer = prometheus.range(panel.query(), began, Instant.now());
            empty += answer.series() == 0 ? 1 : 0;
            out.printf(
                    Locale.ROOT,
                    "%-7s %12s  %s: %s%n",
                    answer.series() == 0 ? "EMPTY" : Integer.toString(answer.series()),
                    answer.series() == 0 ? "" : String.format(Locale.ROOT, "%.4g", answer.highest()),
                    panel.title(),
                    panel.query());
        }
        out.printf("%n%d queries, %d of them empty%n", panels.size(), empty);
        int unwell = 0;
        for (JsonNode rule : prometheus.rules()) {
            boolean well = rule.path("health").asText().equals("ok");
            unwell += well ? 0 : 1;
            out.printf(
                    "alert %-28s %-9s%s%n",
                    rule.path("name").asText(), rule.path("state").asText(), well ? "" : " " + rule.path("lastError"));
        }
        return empty == 0 && unwell == 0;
    }
}
