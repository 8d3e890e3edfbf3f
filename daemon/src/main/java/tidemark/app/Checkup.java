package tidemark.app;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tidemark.audit.Rules;
import tidemark.capture.TriggerFault;
import tidemark.change.Key;
import tidemark.config.Configuration;
import tidemark.config.ConfigurationException;
import tidemark.document.Composed;
import tidemark.document.Composer;
import tidemark.document.KeyScan;
import tidemark.document.SharedObjects;
import tidemark.document.Stamp;
import tidemark.elasticsearch.Elasticsearch;
import tidemark.followup.SecondaryIndexer;
import tidemark.index.Documents;
import tidemark.index.IndexDefinition;
import tidemark.index.IndexMeta;
import tidemark.index.Indices;
import tidemark.index.OwnIndices;
import tidemark.lifecycle.Refusal;
import tidemark.plan.DocumentPlan;
import tidemark.plan.PlanTree;
import tidemark.plan.Problem;

/** Holds a configuration against the live database and Elasticsearch, and tells in words. Changes nothing. */
public final class Checkup {

    private static final int SHARED_BYTES = 1 << 20;

    private final Configuration configuration;
    private final Consumer<String> out;
    private final Map<String, Rules> rules;
    private int faults;

    /**
     * A checkup.
     *
     * @param out takes each line
     */
    public Checkup(Configuration configuration, Consumer<String> out) {
        this.configuration = configuration;
        this.rules = Sources.rules(configuration);
        Endpoints.check(configuration.http());
        this.out = out;
    }

    /**
     * Checks all.
     *
     * @return whether nothing was found that a person must mend
     * @throws tidemark.config.ConfigurationException with every problem between configuration and database
     * @throws tidemark.lifecycle.Unavailable if a server is away
     */
    public boolean run() {
        try (Connection connection =
                Sources.of(configuration).named("tidemark check").open()) {
            Schema schema = Schema.of(configuration, connection);
            out.accept("database: " + schema.catalog().database().name() + ", server "
                    + schema.catalog().database().version() + ", role "
                    + schema.catalog().database().role());
            try (Elasticsearch elasticsearch = Sources.elasticsearch(configuration)) {
                Indices indices = new Indices(elasticsearch);
                for (DocumentPlan plan : schema.plans()) {
                    type(plan, connection, indices);
                }
                followUps(schema, elasticsearch);
            }
            triggers(schema, connection);
        } catch (SQLException e) {
            throw new IllegalStateException("closing a connection failed", e);
        }
        out.accept(faults == 0 ? "all is well" : faults + " thing(s) to mend");
        return faults == 0;
    }

    /**
     * Runs the examples of the audit rules; asks no server.
     *
     * @return whether each rule finds what its examples say
     */
    public boolean audits() {
        configuration.types().keySet().forEach(type -> {
            Rules of = rules.getOrDefault(type, Rules.none(type));
            List<String> wrong = of.tried();
            if (!of.isEmpty()) {
                out.accept(type + ": " + of.size() + " rules, " + of.examples() + " examples, " + wrong.size()
                        + " of them otherwise");
            }
            wrong.forEach(line -> out.accept("  PROBLEM " + line));
            faults += wrong.size();
        });
        out.accept(faults == 0 ? "all is well" : faults + " thing(s) to mend");
        return faults == 0;
    }

    private void type(DocumentPlan plan, Connection connection, Indices indices) {
        out.accept("");
        out.accept(PlanTree.print(plan).stripTrailing());
        IndexDefinition definition = Sources.definition(configuration, plan);
        definition.problems().forEach(this::problem);
        index(plan, definition, indices);
        sample(plan, connection);
    }

    private void problem(Problem problem) {
        faults++;
        out.accept("  PROBLEM " + problem);
    }

    private void index(DocumentPlan plan, IndexDefinition definition, Indices indices) {
        String alias = configuration.index().alias(plan.type());
        try {
            Optional<String> live = indices.live(alias);
            String made = live.flatMap(indices::meta).map(IndexMeta::plan).orElse("");
            boolean current = made.equals(Sources.hash(plan, definition));
            out.accept("  alias " + alias + ": "
                    + live.map(index -> index + (current ? "" : ", made by another plan: run rebuilds it"))
                            .orElse("not there yet: run fills it"));
        } catch (Refusal e) {
            faults++;
            out.accept("  PROBLEM " + e.getMessage() + "\n    " + e.hint());
        }
    }

    private void sample(DocumentPlan plan, Connection connection) {
        List<Key> keys = new KeyScan(plan).next(connection, null, 1);
        if (keys.isEmpty()) {
            out.accept("  sample: the table has no row that counts");
            return;
        }
        Composed composed = new Composer(plan)
                .compose(connection, new SharedObjects(SHARED_BYTES), keys, new Stamp(0, "check"))
                .get(0);
        byte[] source = composed.source();
        if (source == null) {
            faults++;
            out.accept("  PROBLEM " + keys.get(0) + " cannot be composed: "
                    + composed.failure().orElse("its row is gone"));
        } else {
            String id = keys.get(0).documentId();
            Rules rules = this.rules.getOrDefault(plan.type(), Rules.none(plan.type()));
            out.accept("  sample " + id + ": " + new String(rules.audited(id, source), StandardCharsets.UTF_8));
        }
    }

    private void followUps(Schema schema, Elasticsearch elasticsearch) {
        try {
            SecondaryIndexers.open(
                            configuration,
                            Assembly.types(configuration, schema, Assembly.definitions(configuration, schema)),
                            new Documents(elasticsearch),
                            new OwnIndices(elasticsearch, configuration.index().replicas(), Clock.systemUTC()))
                    .values()
                    .forEach(SecondaryIndexer::close);
        } catch (ConfigurationException e) {
            e.problems().forEach(this::problem);
        }
    }

    private void triggers(Schema schema, Connection connection) {
        out.accept("");
        try (Layout layout = Layout.of(configuration, Sources.of(configuration))) {
            if (!layout.prepared(connection)) {
                out.accept("change log: not there yet: tidemark init makes it");
                return;
            }
            if (!required(layout, connection)) {
                return;
            }
            faults(layout.capture().faults(connection, schema.tracked()));
            layout.advice(connection, configuration.types().values()).forEach(advice -> out.accept("note: " + advice));
        }
    }

    private boolean required(Layout layout, Connection connection) {
        try {
            layout.require(connection);
            return true;
        } catch (Refusal e) {
            faults++;
            out.accept("PROBLEM " + e.getMessage() + "\n    " + e.hint());
            return false;
        }
    }

    private void faults(List<TriggerFault> found) {
        faults += (int) found.stream().filter(TriggerFault::unseen).count();
        found.forEach(fault -> out.accept((fault.unseen() ? "PROBLEM" : "note:") + " change log of " + fault.table()
                + ": " + fault.what() + "\n    " + fault.command()));
        if (found.isEmpty()) {
            out.accept(
                    configuration.source().objects()
                            ? "transactions: the application writes down what they change"
                            : "change log: every tracked table is logged");
        }
    }
}
