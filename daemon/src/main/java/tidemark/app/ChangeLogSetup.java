package tidemark.app;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.capture.ChangeLogInstaller;
import tidemark.capture.LogSchema;
import tidemark.capture.LogVersion;
import tidemark.config.Configuration;
import tidemark.leadership.Leadership;
import tidemark.lifecycle.Refusal;
import tidemark.lifecycle.Unavailable;
import tidemark.plan.TrackedTable;

/** The change log of a configuration, to be installed or removed through one connection. */
final class ChangeLogSetup implements DatabaseSetup {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeLogSetup.class);

    private static final Duration HOLDING = Duration.ofMinutes(1);

    private final Configuration configuration;
    private final Connection connection;
    private final ChangeLogInstaller installer;
    private String note = "";

    private ChangeLogSetup(Configuration configuration, Connection connection) {
        this.configuration = configuration;
        this.connection = connection;
        this.installer = new ChangeLogInstaller(
                new LogSchema(configuration.capture().schema()),
                configuration.capture().maxRows());
    }

    static ChangeLogSetup open(Configuration configuration, boolean createSchema) {
        if (createSchema) {
            throw new Refusal(
                    "--create-schema goes with source.layout: objects",
                    "leave it out: the change log's own schema is made in any case");
        }
        return new ChangeLogSetup(
                configuration, Sources.of(configuration).named("tidemark init").open());
    }

    @Override
    public List<String> planned(@Nullable String role) {
        List<TrackedTable> tracked = tracked();
        List<String> statements = new ArrayList<>(installer.plan(connection, tracked));
        statements.addAll(besides(there(), role, tracked));
        return statements;
    }

    @Override
    public List<String> apply(@Nullable String role) {
        List<TrackedTable> tracked = tracked();
        boolean there = there();
        List<String> statements = new ArrayList<>(installer.apply(connection, tracked));
        List<String> besides = besides(there, role, tracked);
        ChangeLogInstaller.run(connection, besides);
        statements.addAll(besides);
        return statements;
    }

    /** What follows the log itself: the mark of a new one, and what the role needs. */
    private List<String> besides(boolean there, @Nullable String role, List<TrackedTable> tracked) {
        List<String> statements = new ArrayList<>();
        if (!there) {
            statements.add(installer.mark());
        }
        if (role != null) {
            statements.addAll(installer.grants(role, tracked));
        }
        return statements;
    }

    private boolean there() {
        return new LogVersion(new LogSchema(configuration.capture().schema())).there(connection);
    }

    @Override
    public String note() {
        return note;
    }

    private List<TrackedTable> tracked() {
        Schema schema = Schema.of(configuration, connection);
        try {
            return schema.trackedWithPredecessors(configuration);
        } catch (Unavailable e) {
            LOG.debug("event=indices_not_asked", e);
            note =
                    "Elasticsearch did not answer. If indices of an earlier configuration serve there, they may turn stale"
                            + " until they are rebuilt.";
            return schema.tracked();
        }
    }

    @Override
    public List<String> plannedRemoval() {
        return installer.planUninstall(connection);
    }

    @Override
    public List<String> remove() {
        // Held meanwhile, so that none begins to lead what goes away under it.
        try (Leadership lead = new Leadership(
                configuration.name(), Sources.of(configuration).named("tidemark uninstall")::open, HOLDING)) {
            if (!lead.tryLead()) {
                throw new Refusal(
                        "a daemon of the name " + configuration.name() + " runs on this database",
                        "stop it first; SELECT pid, client_addr FROM pg_stat_activity WHERE application_name = 'tidemark"
                                + " leadership' tells where it is");
            }
            return installer.uninstall(connection);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("event=connection_close_failed", e);
        }
    }
}
