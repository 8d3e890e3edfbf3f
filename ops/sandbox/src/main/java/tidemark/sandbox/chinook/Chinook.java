package tidemark.sandbox.chinook;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/**
 * The Chinook database, converted from the HSQLDB script of {@code net.hydromatic:chinook-data-hsqldb}: its tables,
 * quoted mixed-case names, primary and foreign keys as they are there, and an index on each foreign key.
 */
public final class Chinook {
    /** The tables, referenced ones before those that refer to them. */
    public static final List<String> TABLES = List.of(
            "Artist",
            "Album",
            "Employee",
            "Customer",
            "Genre",
            "MediaType",
            "Playlist",
            "Track",
            "Invoice",
            "InvoiceLine",
            "PlaylistTrack");

    private static final String SCRIPT = "chinook.script";
    private static final Pattern INSERT =
            Pattern.compile("INSERT INTO \"chinook\"\\.\"(\\w+)\" VALUES\\((.*)\\)", Pattern.DOTALL);
    private static final Pattern ALTER = Pattern.compile(
            "ALTER TABLE \"chinook\"\\.\"(\\w+)\" ADD (CONSTRAINT \"\\w+\" FOREIGN KEY\\(.*\\) REFERENCES .*)");
    private static final Pattern CREATE = Pattern.compile("CREATE MEMORY TABLE \"chinook\"\\.\"(\\w+)\"(\\(.*\\))");
    private static final Pattern BEFORE_CONSTRAINT = Pattern.compile(",(?=CONSTRAINT)");
    private static final Pattern FOREIGN_KEY = Pattern.compile("FOREIGN KEY\\(\"(\\w+)\"\\)");
    private static final String ITS_SCHEMA = "\"chinook\".";

    private final Map<String, String> columns = new TreeMap<>();
    private final Map<String, StringBuilder> rows = new TreeMap<>();
    private final List<String> foreignKeys = new ArrayList<>();
    private final List<String> indexes = new ArrayList<>();

    private Chinook() {}

    /**
     * Creates the eleven tables in the first schema of the connection's search path and fills them, in one transaction.
     *
     * @throws SQLException if the database refuses it, for instance because such tables are there already
     */
    public static void load(Connection connection) throws SQLException {
        Chinook chinook = read();
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            chinook.write(connection);
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(autoCommit);
        }
    }

    private static Chinook read() {
        Chinook chinook = new Chinook();
        InputStream script = Chinook.class.getClassLoader().getResourceAsStream(SCRIPT);
        if (script == null) {
            throw new IllegalStateException(
                    SCRIPT + " is not on the class path; add net.hydromatic:chinook-data-hsqldb to it");
        }
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(script, StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                chinook.take(line);
            }
        } catch (IOException e) {
            throw new IllegalStateException(SCRIPT + " cannot be read from the class path", e);
        }
        return chinook;
    }

    private void take(String line) {
        Matcher insert = INSERT.matcher(line);
        if (insert.matches()) {
            StringBuilder copy = rows.computeIfAbsent(insert.group(1), table -> new StringBuilder(1 << 16));
            new HsqldbValues(insert.group(2)).toCopy(copy);
            return;
        }
        Matcher create = CREATE.matcher(line);
        if (create.matches()) {
            takeTable(create.group(1), create.group(2).replace(ITS_SCHEMA, ""));
            return;
        }
        Matcher alter = ALTER.matcher(line);
        if (alter.matches()) {
            takeForeignKey(alter.group(1), alter.group(2).replace(ITS_SCHEMA, ""));
        }
    }

    /** The script writes some foreign keys into the table and some after it; here all of them come after the rows. */
    private void takeTable(String table, String definition) {
        int first = definition.indexOf(",CONSTRAINT \"FK_");
        String own = first < 0 ? definition : definition.substring(0, first) + ")";
        columns.put(table, own);
        if (first >= 0) {
            String rest = definition.substring(first + 1, definition.length() - 1);
            BEFORE_CONSTRAINT.splitAsStream(rest).forEach(constraint -> takeForeignKey(table, constraint));
        }
    }

    private void takeForeignKey(String table, String constraint) {
        foreignKeys.add("ALTER TABLE \"" + table + "\" ADD " + constraint);
        Matcher column = FOREIGN_KEY.matcher(constraint);
        if (!column.find()) {
            throw new IllegalStateException("no foreign key of one column: " + constraint + "; is this Chinook?");
        }
        String name = column.group(1);
        indexes.add("CREATE INDEX \"IFK_" + table + name + "\" ON \"" + table + "\" (\"" + name + "\")");
    }

    private void write(Connection connection) throws SQLException {
        CopyManager copies = new CopyManager(connection.unwrap(BaseConnection.class));
        try (Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                String definition = columns.get(table);
                StringBuilder copy = rows.get(table);
                if (definition == null || copy == null) {
                    throw new IllegalStateException(SCRIPT + " has no table " + table + "; is this Chinook?");
                }
                statement.execute("CREATE TABLE \"" + table + "\"" + definition);
                copies.copyIn("COPY \"" + table + "\" FROM STDIN", new StringReader(copy.toString()));
            }
            for (String sql : foreignKeys) {
                statement.execute(sql);
            }
            for (String sql : indexes) {
                statement.execute(sql);
            }
            for (String table : TABLES) {
                statement.execute("ANALYZE \"" + table + "\"");
            }
        } catch (IOException e) {
            throw new IllegalStateException("the rows come from memory, they cannot fail to be read", e);
        }
    }
}
