package tidemark.capture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.capture.InstalledTriggers.Found;
import tidemark.capture.InstalledTriggers.Relation;
import tidemark.capture.TableCapture.Event;
import tidemark.change.Operation;
import tidemark.change.TableName;
import tidemark.lifecycle.PostgresFailure;
import tidemark.lifecycle.Refusal;
import tidemark.plan.TrackedTable;

/**
 * Makes the change log and its triggers, changes what differs, and removes all of it again.
 *
 * <p>Needs the rights of the tables' owner; the daemon's own role needs only {@link #grants}.
 */
public final class ChangeLogInstaller {

    private static final Logger log = LoggerFactory.getLogger(ChangeLogInstaller.class);

    /** Each round mends what the one before could not see, such as the clones of a trigger that it made. */
    private static final int ROUNDS = 4;

    private static final int TRIES = 10;

    private final LogSchema schema;
    private final long maxRows;

    /**
     * An installer.
     *
     * @param schema where the log is to be
     * @param maxRows after how many rows it stops growing
     */
    public ChangeLogInstaller(LogSchema schema, long maxRows) {
        this.schema = schema;
        this.maxRows = maxRows;
    }

    /**
     * The statements that make the log as the tables need it: only what is missing or differs, each to be run by itself, in
     * order; they hold their own BEGIN and COMMIT. Each table is changed in a transaction that locks out its writers for
     * the moment that it takes, so that no write falls between two versions of the capture.
     *
     * @param tables all that some plan shows; the triggers of any other table are dropped
     * @throws Refusal if the log was made by a newer program
     */
    public List<String> plan(Connection connection, Collection<TrackedTable> tables) {
        try {
            List<String> statements = new ArrayList<>(schemaStatements(connection));
            boolean fresh = !statements.isEmpty();
            InstalledTriggers installed = InstalledTriggers.read(connection, schema, tables);
            Set<Long> layouts = fresh ? Set.of() : longs(connection, "SELECT id FROM " + schema.layout());
            Set<Long> roots = fresh ? Set.of() : longs(connection, "SELECT DISTINCT root FROM " + schema.partition());
            Set<String> recorded = fresh
                    ? Set.of()
                    : Set.copyOf(
                            strings(connection, "SELECT table_schema || '.' || table_name FROM " + schema.layout()));
            Known known = new Known(layouts, roots, recorded);
            for (TrackedTable table : tables) {
                statements.addAll(tableStatements(connection, table, installed, known));
            }
            statements.addAll(obsolete(connection, tables));
            return statements;
        } catch (SQLException e) {
            throw Failures.of("planning the change log", e);
        }
    }

    private List<String> schemaStatements(Connection connection) throws SQLException {
        boolean schemaExists = !strings(
                        connection, "SELECT nspname FROM pg_namespace WHERE nspname = ?", schema.schema())
                .isEmpty();
        boolean installed = !strings(connection, "SELECT to_regclass(?)::text", schema.control())
                .isEmpty();
        if (!installed) {
            return transaction(schema.create(schemaExists, maxRows));
        }
        int version = Integer.parseInt(strings(connection, "SELECT version::text FROM " + schema.control())
                .get(0));
        if (version > LogSchema.VERSION) {
            throw new Refusal(
                    "the change log in schema " + schema.schema() + " has version " + version + ", this program knows "
                            + LogSchema.VERSION,
                    "run the newer program, or tidemark uninstall with it first");
        }
        return schema.upgrade(version).isEmpty() ? List.of() : transaction(schema.upgrade(version));
    }

    private List<String> tableStatements(
            Connection connection, TrackedTable table, InstalledTriggers installed, Known known) throws SQLException {
        List<Relation> relations = installed.of(table.table());
        if (relations.isEmpty()) {
            throw new Refusal("there is no table " + table.table(), "name an existing table, or create it first");
        }
        TableCapture capture = new TableCapture(schema, table);
        List<String> statements = new ArrayList<>();
        if (!known.layouts().contains(capture.layoutId())) {
            statements.add(capture.insertLayout());
        }
        if (!functionStands(capture, relations.get(0))) {
            statements.add(capture.createFunction());
            statements.add(capture.commentFunction());
        }
        relations.forEach(relation -> triggerStatements(capture, relation, statements));
        Set<Long> root = longs(
                connection, "SELECT ?::regclass::oid::bigint", table.table().sql());
        if (!known.roots().containsAll(root)) {
            statements.add(Partitions.remember(schema, table.table()));
        }
        if (statements.isEmpty()) {
            return List.of();
        }
        if (known.has(table.table()) && relations.stream().anyMatch(relation -> unseen(capture, relation))) {
            // Whoever reads this mark sees all that was written before: writers wait for the lock.
            statements.add(schema.insertMark(String.valueOf(capture.layoutId()), Operation.TRUNCATE.code()));
        }
        statements.add(0, "LOCK TABLE " + table.table().sql() + " IN SHARE ROW EXCLUSIVE MODE");
        return transaction(statements);
    }

    /**
     * What the log knows.
     *
     * @param recorded tables that it has recorded before, each with its schema
     */
    private record Known(Set<Long> layouts, Set<Long> roots, Set<String> recorded) {
        boolean has(TableName table) {
            return recorded.contains(table.schema() + "." + table.name());
        }
    }

    /** Whether writes to a table that was recorded may have passed unseen by now. Nobody may have looked meanwhile. */
    private static boolean unseen(TableCapture capture, Relation relation) {
        for (Event event : Event.values()) {
            Found found = relation.triggers().get(capture.triggerName(event));
            boolean missing = found == null && relation.root();
            boolean off = found != null && !found.always() && (event.perRow() || relation.root());
            if (missing || off) {
                return true;
            }
        }
        return false;
    }

    /**
     * What tells a daemon that remembers an earlier log that this one is another: it rebuilds everything. One that remembers nothing
     * begins after it.
     */
    public String mark() {
        return schema.insertMark("0", Operation.OVERFLOW.code());
    }

    private static boolean functionStands(TableCapture capture, Relation root) {
        Found found = root.triggers().get(capture.triggerName(Event.INSERT));
        return found != null && found.function().equals(capture.functionName()) && Triggers.functionAs(capture, found);
    }

    private static void triggerStatements(TableCapture capture, Relation relation, List<String> statements) {
        for (Event event : Event.values()) {
            Found found = relation.triggers().get(capture.triggerName(event));
            boolean clone = event.perRow() && !relation.root();
            boolean rightDefinition = found != null
                    && found.function().equals(capture.functionName())
                    && (clone || capture.triggerComment(event).equals(found.comment()));
            if (!rightDefinition && !clone) {
                statements.add(TableCapture.dropTrigger(capture.triggerName(event), relation.sql()));
                statements.add(capture.createTrigger(event, relation.sql()));
                statements.add(capture.enableAlways(event, relation.sql()));
                statements.add(capture.commentTrigger(event, relation.sql()));
            } else if (found != null && !found.always()) {
                statements.add(capture.enableAlways(event, relation.sql()));
            }
        }
    }

    /** Triggers and functions of tables that nothing shows any more. */
    private List<String> obsolete(Connection connection, Collection<TrackedTable> tables) throws SQLException {
        Set<String> wanted = tables.stream()
                .map(table -> schema.object(new TableCapture(schema, table).functionName()) + "()")
                .collect(Collectors.toCollection(HashSet::new));
        List<String> statements = new ArrayList<>();
        for (String function : ourFunctions(connection)) {
            if (!wanted.contains(function)) {
                statements.add("DROP FUNCTION " + function + " CASCADE");
            }
        }
        return statements;
    }

    private List<String> ourFunctions(Connection connection) throws SQLException {
        return strings(
                        connection,
                        "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
                                + " WHERE n.nspname = ? AND obj_description(p.oid, 'pg_proc') LIKE 'tidemark %'"
                                + " ORDER BY 1",
                        schema.schema())
                .stream()
                .map(name -> schema.object(name) + "()")
                .toList();
    }

    /**
     * Runs {@link #plan}, until nothing is left to do.
     *
     * @param connection in autocommit
     * @return the statements that were run
     */
    public List<String> apply(Connection connection, Collection<TrackedTable> tables) {
        List<String> done = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<String> statements = plan(connection, tables);
            if (statements.isEmpty()) {
                return done;
            }
            run(connection, statements);
            done.addAll(statements);
        }
        throw new IllegalStateException(
                "the change log still differs after " + ROUNDS + " rounds: " + plan(connection, tables));
    }

    /** Runs statements that this class planned; each transaction is tried again when a writer was in the way. */
    public static void run(Connection connection, List<String> statements) {
        int from = 0;
        while (from < statements.size()) {
            int to = from;
            if (statements.get(from).equals(BEGIN)) {
                to = from + statements.subList(from, statements.size()).indexOf(COMMIT);
            }
            runTransaction(connection, statements.subList(from, to + 1));
            from = to + 1;
        }
    }

    private static void runTransaction(Connection connection, List<String> statements) {
        for (int failures = 1; ; failures++) {
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
                return;
            } catch (SQLException e) {
                rollBack(connection, e);
                boolean inTheWay = "55P03".equals(e.getSQLState()) || "40P01".equals(e.getSQLState());
                if (!inTheWay || failures >= TRIES) {
                    throw PostgresFailure.of(
                            "running " + statements.get(statements.size() > 1 ? 1 : 0), e.getSQLState(), e);
                }
                log.info("event=init_waits reason=locked try={} of={}", failures, TRIES);
            }
        }
    }

    private static void rollBack(Connection connection, SQLException cause) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** The statements that remove everything of ours; the schema too, if it was made by us and holds nothing else. */
    public List<String> planUninstall(Connection connection) {
        try {
            List<String> statements = new ArrayList<>();
            ourFunctions(connection).forEach(function -> statements.add("DROP FUNCTION " + function + " CASCADE"));
            for (String table : List.of(schema.log(), schema.layout(), schema.partition(), schema.control())) {
                statements.add("DROP TABLE IF EXISTS " + table);
            }
            for (String sequence : List.of(schema.sequence(), schema.limit(), schema.skipped())) {
                statements.add("DROP SEQUENCE IF EXISTS " + sequence);
            }
            List<String> comment = strings(
                    connection,
                    "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = ?",
                    schema.schema());
            if (comment.contains("tidemark change log")) {
                statements.add("DROP SCHEMA " + schema.sql());
            }
            return transaction(statements);
        } catch (SQLException e) {
            throw Failures.of("planning the removal of the change log", e);
        }
    }

    /** Runs {@link #planUninstall}. */
    public List<String> uninstall(Connection connection) {
        List<String> statements = planUninstall(connection);
        run(connection, statements);
        return statements;
    }

    /**
     * The statements that give a role what the daemon uses and no more. The role never needs to own anything, and writers
     * need nothing: the triggers' functions run with their owner's rights.
     */
    public List<String> grants(String role, Collection<TrackedTable> tables) {
        String to = " TO " + TableName.quote(role);
        List<String> grants = new ArrayList<>(List.of(
                "GRANT USAGE ON SCHEMA " + schema.sql() + to,
                "GRANT SELECT, INSERT, DELETE ON " + schema.log() + to,
                "GRANT SELECT, UPDATE (pruned) ON " + schema.layout() + to,
                "GRANT SELECT, UPDATE ON " + schema.control() + to,
                "GRANT SELECT, INSERT, DELETE ON " + schema.partition() + to,
                "GRANT SELECT, USAGE ON SEQUENCE " + schema.sequence() + to,
                "GRANT SELECT, UPDATE ON SEQUENCE " + schema.limit() + to,
                "GRANT SELECT ON SEQUENCE " + schema.skipped() + to));
        tables.stream()
                .map(table -> table.table().schema())
                .distinct()
                .sorted()
                .forEach(name -> grants.add("GRANT USAGE ON SCHEMA " + TableName.quote(name) + to));
        tables.forEach(table -> grants.add("GRANT SELECT ON " + table.table().sql() + to));
        return grants;
    }

    private static final String BEGIN = "BEGIN";
    private static final String COMMIT = "COMMIT";

    private static List<String> transaction(List<String> statements) {
        List<String> all = new ArrayList<>();
        all.add(BEGIN);
        all.add("SET LOCAL lock_timeout = '3s'");
        all.addAll(statements);
        all.add(COMMIT);
        return all;
    }

    private static List<String> strings(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            List<String> found = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String value = row.getString(1);
                    if (value != null) {
                        found.add(value);
                    }
                }
            }
            return found;
        }
    }

    private static Set<Long> longs(Connection connection, String sql, String... parameters) throws SQLException {
        return strings(connection, sql, parameters).stream().map(Long::valueOf).collect(Collectors.toSet());
    }
}
