package tidemark.sandbox.foodmart;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import tidemark.sandbox.chinook.HsqldbValues;

/**
 * The Foodmart database, converted from the HSQLDB script of {@code net.hydromatic:foodmart-data-hsqldb}: a chain of shops, as a
 * warehouse for reports holds it. Its tables and indexes are as they are there: some indexes are unique, and there is neither a
 * primary nor a foreign key.
 */
public final class Foodmart {

    private static final String SCRIPT = "foodmart.script";
    private static final Pattern CREATE = Pattern.compile("CREATE MEMORY TABLE \"foodmart\"\\.\"(\\w+)\"(\\(.*\\))");
    private static final Pattern INDEX =
            Pattern.compile("CREATE (UNIQUE )?INDEX \"(\\w+)\" ON \"foodmart\"\\.(\"\\w+\"\\(.*\\))");
    private static final Pattern INSERT = Pattern.compile("INSERT INTO \"(\\w+)\" VALUES\\((.*)\\)", Pattern.DOTALL);

    private final int limit;
    private final Map<String, String> tables = new LinkedHashMap<>();
    private final List<String> indexes = new ArrayList<>();
    private final Map<String, StringBuilder> rows = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    private Foodmart(int limit) {
        this.limit = limit;
    }

    /**
     * Creates the tables in the first schema of the connection's search path and fills them, in one transaction.
     *
     * @param limit rows of each table at most; the first ones of the script. The largest table has 251,395
     * @throws SQLException if the database refuses it, for instance because such tables are there already
     */
    public static void load(Connection connection, int limit) throws SQLException {
        Foodmart foodmart = new Foodmart(limit);
        foodmart.read();
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            foodmart.write(connection);
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(autoCommit);
        }
    }

    private void read() {
        InputStream script = Foodmart.class.getClassLoader().getResourceAsStream(SCRIPT);
        if (script == null) {
            throw new IllegalStateException(
                    SCRIPT + " is not on the class path; add net.hydromatic:foodmart-data-hsqldb to it");
        }
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(script, StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line);
            }
        } catch (IOException e) {
            throw new IllegalStateException(SCRIPT + " cannot be read from the class path", e);
        }
        if (tables.isEmpty()) {
            throw new IllegalStateException(SCRIPT + " has no table; is this Foodmart?");
        }
    }

    private void take(String line) {
        if (line.startsWith("INSERT")) {
            row(line);
            return;
        }
        Matcher create = CREATE.matcher(line);
        Matcher index = INDEX.matcher(line);
        if (create.matches()) {
            tables.put(create.group(1), create.group(2).replace(" DOUBLE", " DOUBLE PRECISION"));
        } else if (index.matches()) {
            String unique = index.group(1) == null ? "" : index.group(1);
            indexes.add("CREATE " + unique + "INDEX \"" + index.group(2) + "\" ON " + index.group(3));
        }
    }

    private void row(String line) {
        Matcher insert = INSERT.matcher(line);
        if (insert.matches() && counts.merge(insert.group(1), 1, Integer::sum) <= limit) {
            new HsqldbValues(insert.group(2))
                    .toCopy(rows.computeIfAbsent(insert.group(1), table -> new StringBuilder(1 << 16)));
        }
    }

    private void write(Connection connection) throws SQLException {
        CopyManager copies = new CopyManager(connection.unwrap(BaseConnection.class));
        try (Statement statement = connection.createStatement()) {
            for (Map.Entry<String, String> table : tables.entrySet()) {
                String name = '"' + table.getKey() + '"';
                statement.execute("CREATE TABLE " + name + table.getValue());
                StringBuilder copy = rows.remove(table.getKey());
                if (copy != null) {
                    copies.copyIn("COPY " + name + " FROM STDIN", new StringReader(copy.toString()));
                }
            }
            for (String index : indexes) {
                statement.execute(index);
            }
            for (String table : tables.keySet()) {
                statement.execute("ANALYZE \"" + table + '"');
            }
        } catch (IOException e) {
            throw new IllegalStateException("the rows come from memory, they cannot fail to be read", e);
        }
    }
}
