package tidemark.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tidemark.sandbox.Database;
import tidemark.sandbox.PostgresAddress;
import tidemark.sandbox.Servers;

/**
 * What one drill has for itself: a database, a prefix for indices, a meta index, a configuration, and the daemons that it
 * starts. Everything goes when it is closed.
 */
final class World implements AutoCloseable {
    private static final Duration VERB = Drill.SOON;

    private final String name;
    private final Database database;
    private final URI elasticsearch;
    private Path config;
    private final String prefix;
    private final Map<String, String> environment = new HashMap<>();
    private final Deque<DaemonProcess> daemons = new ArrayDeque<>();

    private World(String name, Database database, URI elasticsearch, Path config) {
        this.name = name;
        this.database = database;
        this.elasticsearch = elasticsearch;
        this.config = config;
        this.prefix = "a" + UUID.randomUUID().toString().substring(0, 8) + "-";
        set("TIDEMARK_NAME", prefix.substring(0, 9));
        set("TIDEMARK_POSTGRES_URL", database.bareJdbcUrl());
        set("TIDEMARK_POSTGRES_USER", database.user());
        if (!database.password().isEmpty()) {
            set("TIDEMARK_POSTGRES_PASSWORD", database.password());
        }
        set("TIDEMARK_ELASTICSEARCH_URLS", elasticsearch.toString());
        set("TIDEMARK_ELASTICSEARCH_META_INDEX", metaName());
        set("TIDEMARK_INDEX_PREFIX", prefix);
        set("TIDEMARK_INDEX_REPLICAS", "0");
        set("TIDEMARK_HTTP_PORT", "0");
        // Nothing but what a drill is about may mend what it damages.
        set("TIDEMARK_VERIFY_EVERY", "0s");
        set("TIDEMARK_LOG_LEVEL", System.getProperty("tidemark.drill.log", "info"));
    }

    /** On the servers that all drills share. */
    static World of(String name, Path config) {
        return on(Servers.forTests().postgres(), Servers.forTests().elasticsearch(), name, config);
    }

    /** On servers of the drill's own. */
    static World on(PostgresAddress postgres, URI elasticsearch, String name, Path config) {
        return new World(name, postgres.createDatabase(), elasticsearch, config);
    }

    /** A configuration file with this text. */
    static Path config(String yaml) {
        try {
            Path file = Files.createTempFile("tidemark-acceptance-", ".yaml");
            file.toFile().deleteOnExit();
            return Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a configuration", e);
        }
    }

    /** Daemons and verbs have this configuration from now on. */
    void configured(Path other) {
        config = other;
    }

    /** Overrides a key of the configuration, by its environment variable. */
    World set(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** The daemon speaks to Elasticsearch through this sluice from now on; the drill itself does not. */
    World through(Sluice sluice) {
        return set("TIDEMARK_ELASTICSEARCH_URLS", sluice.url().toString());
    }

    String prefix() {
        return prefix;
    }

    private String metaName() {
        return prefix + "meta";
    }

    URI elasticsearch() {
        return elasticsearch;
    }

    MetaIndex meta() {
        return new MetaIndex(elasticsearch, metaName());
    }

    Indices indices() {
        return new Indices(elasticsearch, prefix);
    }

    Database database() {
        return database;
    }

    /** Runs another verb to its end. */
    DaemonProcess verb(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", config.toString()));
        DaemonProcess process = DaemonProcess.start(name + "-" + arguments[0], environment, all);
        daemons.push(process);
        process.exitCode(VERB);
        return process;
    }

    /** Installs the change log. */
    void init() {
        DaemonProcess verb = verb("init");
        if (verb.exitCode(VERB) != 0) {
            throw new IllegalStateException("tidemark init failed: " + verb.log());
        }
    }

    /** Starts a daemon. */
    DaemonProcess run() {
        DaemonProcess process =
                DaemonProcess.start(name + "-run", environment, List.of("run", "--config", config.toString()));
        daemons.push(process);
        return process;
    }

    /** One transaction of these statements; returns its id, as the change log has it. */
    long commit(String... statements) {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            long xid = Sql.execute(connection, statements);
            connection.commit();
            return xid;
        } catch (SQLException e) {
            throw new IllegalStateException("the database refused " + List.of(statements), e);
        }
    }

    /** First column of the first row, as a number. */
    long number(String sql) {
        return Long.parseLong(strings(sql).get(0));
    }

    /** First column of all rows. */
    List<String> strings(String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException("the database refused " + sql, e);
        }
    }

    /** Waits until the marker says that this transaction is indexed. */
    void awaitIndexed(long xid, Duration atMost) {
        Drill.until(
                atMost,
                "transaction " + xid + " is indexed; see " + logs(),
                () -> meta().marker().filter(marker -> marker.covers(xid)).isPresent());
    }

    /** Waits until no job is pending or running and every type has its alias. */
    void awaitFilled(List<String> types, Duration atMost) {
        Drill.until(atMost, "all of " + types + " are filled; see " + logs(), () -> isFilled(types));
    }

    private boolean isFilled(List<String> types) {
        boolean busy = meta().jobs().stream()
                .map(job -> job.path("status").asText())
                .anyMatch(status -> status.equals("pending") || status.equals("running"));
        return !busy && types.stream().noneMatch(type -> indices().behind(type).isEmpty());
    }

    /** Where its daemons have logged. */
    String logs() {
        return "target/acceptance/*" + name + "*";
    }

    @Override
    public void close() {
        daemons.forEach(DaemonProcess::close);
        indices().deleteAll();
        database.close();
    }
}
