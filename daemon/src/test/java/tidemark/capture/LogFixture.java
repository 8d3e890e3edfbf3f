package tidemark.capture;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tidemark.change.Change;
import tidemark.change.Position;
import tidemark.change.TableName;
import tidemark.plan.ColumnType;
import tidemark.plan.ColumnType.Kind;
import tidemark.plan.PlanColumn;
import tidemark.plan.TrackedTable;
import tidemark.sandbox.Database;
import tidemark.snapshot.SharedSnapshot;
import tidemark.snapshot.Snapshots;
import tidemark.snapshot.Source;

/** A database with a change log, a writer's connection, and a reader that moves on. */
final class LogFixture implements AutoCloseable {

    static final LogSchema SCHEMA = new LogSchema("tidemark");

    final Database database;
    final Connection admin;
    final Source source;
    final Connection pulse;
    final Snapshots snapshots;
    final ChangeLog log = new ChangeLog(SCHEMA);
    final ChangeLogInstaller installer;
    final List<TrackedTable> tables = new ArrayList<>();
    Position position;

    LogFixture(Database database, long maxRows) throws SQLException {
        this.database = database;
        this.admin = database.connect();
        this.source = Source.of(database.bareJdbcUrl(), database.user(), database.password());
        this.pulse = source.open();
        this.snapshots = new Snapshots(source, 4);
        this.installer = new ChangeLogInstaller(SCHEMA, maxRows);
    }

    /** Column as {@code name type}; the first is the key, those marked with * are edges, those with ! do not count. */
    LogFixture table(String name, String... columns) throws SQLException {
        return table(name, columns, "");
    }

    LogFixture partitioned(String name, String... columns) throws SQLException {
        return table(name, columns, " PARTITION BY RANGE (id)");
    }

    private LogFixture table(String name, String[] columns, String suffix) throws SQLException {
        StringBuilder ddl = new StringBuilder("CREATE TABLE " + name + " (");
        for (String column : columns) {
            ddl.append(column.replace("*", "").replace("!", "")).append(", ");
        }
        sql(ddl + "PRIMARY KEY (" + name(columns[0]) + "))" + suffix);
        tables.add(tracked("public", name, columns));
        return this;
    }

    static TrackedTable tracked(String schema, String table, String... columns) {
        Map<String, PlanColumn> all = new HashMap<>();
        Set<String> edges = new TreeSet<>();
        for (String column : columns) {
            String type = column.substring(column.indexOf(' ') + 1)
                    .replace("*", "")
                    .replace("!", "")
                    .trim();
            if (!column.endsWith("!")) {
                all.put(name(column), new PlanColumn(name(column), ColumnType.of(type, kind(type))));
            }
            if (column.endsWith("*")) {
                edges.add(name(column));
            }
        }
        return new TrackedTable(
                new TableName(schema, table),
                List.of(all.get(name(columns[0]))),
                new TreeSet<>(all.keySet()),
                all,
                new TreeSet<>(edges));
    }

    private static Kind kind(String type) {
        return switch (type) {
            case "int" -> Kind.INTEGER;
            case "text" -> Kind.TEXT;
            case "timestamptz" -> Kind.TIMESTAMPTZ;
            case "json" -> Kind.JSON;
            default -> Kind.OTHER;
        };
    }

    private static String name(String column) {
        return column.substring(0, column.indexOf(' '));
    }

    LogFixture install() throws SQLException {
        installer.apply(admin, tables);
        try (SharedSnapshot snapshot = open()) {
            position = log.start(
                    snapshot.connection(), snapshot.moment(), Clock.systemUTC().instant());
        }
        return this;
    }

    SharedSnapshot open() {
        return snapshots.open(Set.of(), 0);
    }

    void sql(String... statements) throws SQLException {
        sql(admin, statements);
    }

    static void sql(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    String value(String sql) throws SQLException {
        try (Statement statement = admin.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Reads everything new, a slice of {@code maxRows} at a time, each in a snapshot of its own. */
    List<Change> readAll(int maxRows) {
        List<Change> all = new ArrayList<>();
        while (!readSlice(maxRows, all).complete()) {
            // the next one
        }
        return all;
    }

    Slice readSlice(int maxRows, List<Change> into) {
        try (SharedSnapshot snapshot = open()) {
            Slice slice = log.read(snapshot.connection(), snapshot.moment(), position, maxRows, into::addAll);
            position = Positions.advance(
                    position, slice, snapshot.moment(), Clock.systemUTC().instant());
            return slice;
        }
    }

    /** As {@code table op old>new {edges}}, one per change. */
    List<String> told(int maxRows) {
        return readAll(maxRows).stream().map(LogFixture::tell).toList();
    }

    List<String> told() {
        return told(1000);
    }

    static String tell(Change change) {
        String keys = (change.oldKey() == null ? "" : change.oldKey().text()) + ">"
                + (change.newKey() == null ? "" : change.newKey().text());
        return change.table() + " " + change.operation().code() + " " + keys
                + (change.oldEdges().isEmpty() ? "" : " " + change.oldEdges());
    }

    static List<String> lines(String... lines) {
        return Arrays.asList(lines);
    }

    boolean anythingNew() {
        return log.probe(pulse, position).anythingNew();
    }

    @Override
    public void close() throws SQLException {
        snapshots.close();
        pulse.close();
        admin.close();
        database.close();
    }
}
