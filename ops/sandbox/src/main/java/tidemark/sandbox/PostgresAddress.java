package tidemark.sandbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PostgreSQL server and a superuser of it.
 *
 * @param maintenanceUrl the JDBC address, with user and password, of a database to connect to for {@code CREATE DATABASE}
 */
public record PostgresAddress(String maintenanceUrl) {
    private static final Pattern URL = Pattern.compile("(jdbc:postgresql://([^:/?]+)(?::(\\d+))?/)([^?]*)(\\?.*)?");

    public PostgresAddress {
        if (!URL.matcher(maintenanceUrl).matches()) {
            throw new IllegalArgumentException(
                    "expected jdbc:postgresql://HOST:PORT/DATABASE?user=…&password=…, found " + maintenanceUrl);
        }
    }

    static PostgresAddress onLoopback(int port) {
        return new PostgresAddress("jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres");
    }

    /** The JDBC address of a database, with the superuser's name and password in it: enough for {@code DriverManager}. */
    public String jdbcUrl(String database) {
        Matcher url = url();
        return url.group(1) + database + (url.group(5) == null ? "" : url.group(5));
    }

    /** The JDBC address of a database and nothing else: user and password are given separately. */
    public String bareJdbcUrl(String database) {
        return url().group(1) + database;
    }

    public String user() {
        return parameter("user", "postgres");
    }

    /** The superuser's password; empty where the server asks for none. */
    public String password() {
        return parameter("password", "");
    }

    public String host() {
        return url().group(2);
    }

    public int port() {
        String port = url().group(3);
        return port == null ? 5432 : Integer.parseInt(port);
    }

    /** A connection of the superuser. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database));
    }

    /** Makes a fresh, empty database with a name of its own. */
    public Database createDatabase() {
        return createDatabase(
                "test_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12));
    }

    /** Makes an empty database. */
    public Database createDatabase(String name) {
        execute("CREATE DATABASE \"" + name.replace("\"", "\"\"") + "\" TEMPLATE template0 ENCODING 'UTF8'");
        return new Database(this, name);
    }

    /** Runs one statement as the superuser in the maintenance database, outside any transaction. */
    void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(maintenanceUrl);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new SandboxException("PostgreSQL at " + host() + ":" + port() + " refused: " + sql, e);
        }
    }

    private String parameter(String name, String otherwise) {
        String parameters = url().group(5);
        if (parameters == null) {
            return otherwise;
        }
        Matcher value = Pattern.compile("[?&]" + name + "=([^&]*)").matcher(parameters);
        return value.find() ? URLDecoder.decode(value.group(1), StandardCharsets.UTF_8) : otherwise;
    }

    private Matcher url() {
        Matcher url = URL.matcher(maintenanceUrl);
        if (!url.matches()) {
            throw new IllegalStateException("checked by the constructor: " + maintenanceUrl);
        }
        return url;
    }
}
