package tidemark.app;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.capture.ObjectSchema;
import tidemark.change.TableName;
import tidemark.config.Configuration;
import tidemark.lifecycle.Refusal;
import tidemark.plan.ObjectStore;

/** An object store that an application keeps: only its tables may be made, and only in a schema that has none. */
final class ObjectStoreSetup implements DatabaseSetup {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectStoreSetup.class);
    private static final int NAMED = 5;

    private final Connection connection;
    private final ObjectStore store;
    private final ObjectSchema schema;
    private final boolean createSchema;

    private ObjectStoreSetup(Connection connection, ObjectStore store, boolean createSchema) {
        this.connection = connection;
        this.store = store;
        this.schema = new ObjectSchema(store);
        this.createSchema = createSchema;
    }

    static ObjectStoreSetup open(Configuration configuration, boolean createSchema) {
        return new ObjectStoreSetup(
                Sources.of(configuration).named("tidemark init").open(),
                new ObjectStore(configuration.source().schema()),
                createSchema);
    }

    @Override
    public List<String> planned(@Nullable String role) {
        List<String> there = schema.tables(connection);
        List<String> statements = new ArrayList<>();
        if (createSchema) {
            requireEmpty(there);
            statements.addAll(schema.statements());
        } else {
            requireTables(there);
        }
        if (role != null) {
            statements.addAll(schema.grants(role));
        }
        return statements;
    }

    private void requireEmpty(List<String> there) {
        if (!there.isEmpty()) {
            throw new Refusal(
                    "schema " + store.schema() + " is not empty: "
                            + String.join(", ", there.subList(0, Math.min(NAMED, there.size())))
                            + (there.size() > NAMED ? ", \u2026" : ""),
                    "--create-schema makes the tables of an object store in an empty schema; leave it out where an"
                            + " application has made them");
        }
    }

    private void requireTables(List<String> there) {
        List<String> missing = store.tables().stream()
                .map(TableName::name)
                .filter(name -> !there.contains(name))
                .toList();
        if (!missing.isEmpty()) {
            throw new Refusal(
                    "schema " + store.schema() + " lacks tables of an object store: " + String.join(", ", missing),
                    "the application that keeps its objects there makes them; source.schema names another schema;"
                            + " --create-schema makes them in an empty one");
        }
    }

    @Override
    public List<String> apply(@Nullable String role) {
        List<String> statements = planned(role);
        ObjectSchema.run(connection, statements);
        return statements;
    }

    @Override
    public List<String> plannedRemoval() {
        return List.of();
    }

    @Override
    public List<String> remove() {
        return List.of();
    }

    @Override
    public String note() {
        return "An object store needs no change log: its application writes down what its transactions change.";
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
