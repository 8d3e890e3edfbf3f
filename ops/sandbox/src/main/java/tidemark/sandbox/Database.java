package tidemark.sandbox;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * One database of a server, for one test.
 *
 * @param server where it is
 * @param name   as PostgreSQL has it
 */
public record Database(PostgresAddress server, String name) implements AutoCloseable {
    /** The JDBC address with the superuser's name and password in it. */
    public String jdbcUrl() {
        return server.jdbcUrl(name);
    }

    /** The JDBC address without user and password, for a role of one's own. */
    public String bareJdbcUrl() {
        return server.bareJdbcUrl(name);
    }

    public String user() {
        return server.user();
    }

    public String password() {
        return server.password();
    }

    /** A new connection of the superuser, in autocommit. */
    public Connection connect() throws SQLException {
        return server.connect(name);
    }

    /** Drops the database, also from under those who are connected. */
    @Override
    public void close() {
        server.execute("DROP DATABASE IF EXISTS \"" + name.replace("\"", "\"\"") + "\" WITH (FORCE)");
    }
}
