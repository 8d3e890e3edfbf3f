package tidemark.snapshot;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import tidemark.lifecycle.PostgresFailure;
import tidemark.lifecycle.Refusal;
import tidemark.lifecycle.Unavailable;
import tidemark.tls.TlsFailure;

/**
 * The database to read, and how its connections are set up: equal settings on each, so that a value has the same text
 * wherever it is read.
 *
 * @param url JDBC address, without credentials
 * @param user the role
 * @param password its password, or null
 * @param applicationName shown in {@code pg_stat_activity}
 * @param searchPath where filters find functions and operators that are not the server's own
 * @param connectTimeout longest wait for a connection
 * @param statementTimeout longest statement; the server ends it
 * @param lockTimeout longest wait for a lock
 * @param socketTimeout longest silence before a connection counts as dead; longer than a statement may take
 */
public record Source(
        String url,
        String user,
        @Nullable String password,
        String applicationName,
        String searchPath,
        Duration connectTimeout,
        Duration statementTimeout,
        Duration lockTimeout,
        Duration socketTimeout) {
    /** SQLSTATE: the database does not exist. */
    private static final String NO_DATABASE = "3D000";

    /** Class of SQLSTATE: this user is not let in. */
    private static final String NO_ENTRY = "28";

    /** The name and search path that the daemon uses, with timeouts for a server nearby. */
    public static Source of(String url, String user, @Nullable String password) {
        return new Source(
                url,
                user,
                password,
                "tidemark",
                "public",
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                Duration.ofSeconds(90));
    }

    /** The same with another name in {@code pg_stat_activity}. */
    public Source named(String name) {
        return new Source(
                url, user, password, name, searchPath, connectTimeout, statementTimeout, lockTimeout, socketTimeout);
    }

    /** The same with this timeout for silence, and statements that end a little before it. */
    public Source silentFor(Duration timeout) {
        Duration statements = timeout.multipliedBy(9).dividedBy(10);
        return new Source(
                url, user, password, applicationName, searchPath, connectTimeout, statements, lockTimeout, timeout);
    }

    /**
     * A new connection, in autocommit.
     *
     * @throws tidemark.lifecycle.Unavailable if the server is away
     * @throws Refusal if there is no such database, or it does not let this user in
     */
    public Connection open() {
        try {
            return connect();
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            String connecting = "connecting to " + place();
            String message = connecting + " failed: " + e.getMessage();
            if (state.equals(NO_DATABASE)) {
                throw refused(message, "make the database, or name another with postgres.url", e);
            }
            if (state.startsWith(NO_ENTRY)) {
                throw refused(
                        message,
                        "see postgres.user, postgres.password (or TIDEMARK_POSTGRES_USER, TIDEMARK_POSTGRES_PASSWORD) and sslmode in"
                                + " postgres.url, and the server's pg_hba.conf",
                        e);
            }
            RuntimeException failure = TlsFailure.words(e)
                    .<RuntimeException>map(words -> new Unavailable(
                            Unavailable.Server.POSTGRES,
                            connecting + " failed: " + words + " (sslmode, sslrootcert and the host in postgres.url)",
                            e))
                    .orElseGet(() -> PostgresFailure.of(connecting, e.getSQLState(), e));
            throw failure;
        }
    }

    /** The address without its parameters: among them may be secrets, such as the password of a key. */
    private String place() {
        int parameters = url.indexOf('?');
        return parameters < 0 ? url : url.substring(0, parameters);
    }

    private static Refusal refused(String message, String hint, SQLException cause) {
        Refusal refusal = new Refusal(message, hint);
        refusal.initCause(cause);
        return refusal;
    }

    private Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(url, properties());
        try (Statement statement = connection.createStatement()) {
            statement.execute(settings());
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        if (password != null) {
            properties.setProperty("password", password);
        }
        properties.setProperty("ApplicationName", applicationName);
        // Spares the driver a round trip for each connection.
        properties.setProperty("assumeMinServerVersion", "13.0");
        properties.setProperty("connectTimeout", seconds(connectTimeout));
        properties.setProperty("loginTimeout", seconds(connectTimeout));
        properties.setProperty("socketTimeout", seconds(socketTimeout));
        properties.setProperty("tcpKeepAlive", "true");
        return properties;
    }

    /**
     * The driver sends the JVM's own time zone in the startup packet, where it would win over startup options; so these
     * follow in one statement. The keepalives are the server's: it notices a daemon whose machine is gone.
     */
    private String settings() {
        return "SET TimeZone = 'UTC'; SET DateStyle = 'ISO, MDY'; SET IntervalStyle = 'postgres';"
                + " SET extra_float_digits = 1; SET bytea_output = 'hex'; SET xmloption = 'content'; SET search_path = "
                + searchPath
                + "; SET statement_timeout = " + statementTimeout.toMillis()
                + "; SET lock_timeout = " + lockTimeout.toMillis()
                + "; SET idle_in_transaction_session_timeout = 0; SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;"
                + " SET default_transaction_isolation = 'read committed'; SET default_transaction_read_only = off";
    }

    private static String seconds(Duration duration) {
        return String.valueOf(Math.max(1, duration.toSeconds()));
    }

    @Override
    public String toString() {
        return applicationName + " at " + place() + " as " + user;
    }
}
