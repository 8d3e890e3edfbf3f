package tidemark.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is, and how long it may take.
 *
 * @param jdbcUrl as the driver wants it, without credentials
 * @param user the role
 * @param password its password, or null
 * @param connectTimeout longest wait for a connection
 * @param statementTimeout longest statement
 * @param lockTimeout longest wait for a lock
 * @param socketTimeout longest silence on a connection; longer than a statement may take
 */
public record PostgresSettings(
        String jdbcUrl,
        String user,
        @Nullable Secret password,
        Duration connectTimeout,
        Duration statementTimeout,
        Duration lockTimeout,
        Duration socketTimeout) {

    private static final String DEFAULT_USER = "tidemark";

    static final Key<PostgresUrl> URL = new Key<>(
            "postgres.url",
            Kind.postgresUrl(),
            "postgresql://127.0.0.1:5432/postgres",
            "Where the database is, as postgresql:// or jdbc:postgresql://. Parameters are the JDBC driver's"
                    + " (sslmode, sslrootcert, …). May hold user and password instead of the next two keys.");
    static final Key<String> USER = new Key<>(
            "postgres.user",
            Kind.text("the name of a role", "\\S(.*\\S)?"),
            null,
            "The daemon's role. Without it: the one in the address, else " + DEFAULT_USER + ".");
    static final Key<Secret> PASSWORD = new Key<>(
            "postgres.password",
            Kind.secretText(),
            null,
            "Its password, best as ${file:/run/secrets/postgres} or ${POSTGRES_PASSWORD}.");
    static final Key<Duration> CONNECT_TIMEOUT =
            new Key<>("postgres.connect_timeout", Kind.duration("1s", "5m"), "10s", "Longest wait for a connection.");
    static final Key<Duration> STATEMENT_TIMEOUT = new Key<>(
            "postgres.statement_timeout",
            Kind.duration("1s", "24h"),
            "60s",
            "Longest time that one statement may take.");
    static final Key<Duration> LOCK_TIMEOUT = new Key<>(
            "postgres.lock_timeout",
            Kind.duration("10ms", "10m"),
            "5s",
            "Longest wait for a lock on a table, before the look is given up and tried again.");
    static final Key<Duration> SOCKET_TIMEOUT = new Key<>(
            "postgres.socket_timeout",
            Kind.duration("2s", "25h"),
            "90s",
            "Longest silence of the server before the connection counts as dead. Longer than statement_timeout.");

    static final Section<PostgresSettings> SECTION = new Section<>(
            "postgres",
            "The database that documents are made from.",
            List.of(URL, USER, PASSWORD, CONNECT_TIMEOUT, STATEMENT_TIMEOUT, LOCK_TIMEOUT, SOCKET_TIMEOUT),
            PostgresSettings::of);

    /** Checks each value, and that a statement times out before its connection does. */
    public PostgresSettings {
        PostgresUrl.parse(jdbcUrl);
        USER.check(user);
        PASSWORD.check(password);
        CONNECT_TIMEOUT.check(connectTimeout);
        STATEMENT_TIMEOUT.check(statementTimeout);
        LOCK_TIMEOUT.check(lockTimeout);
        SOCKET_TIMEOUT.check(socketTimeout);
        if (socketTimeout.compareTo(statementTimeout) <= 0) {
            throw SOCKET_TIMEOUT.conflict(
                    "must be longer than postgres.statement_timeout, else long statements kill" + " their connections");
        }
    }

    private static PostgresSettings of(Values values) {
        PostgresUrl url = values.get(URL);
        String user = once(USER, values.find(USER), url.user());
        return new PostgresSettings(
                url.jdbc(),
                user == null ? DEFAULT_USER : user,
                once(PASSWORD, values.find(PASSWORD), url.password()),
                values.get(CONNECT_TIMEOUT),
                values.get(STATEMENT_TIMEOUT),
                values.get(LOCK_TIMEOUT),
                values.get(SOCKET_TIMEOUT));
    }

    private static <T> @Nullable T once(Key<T> key, @Nullable T own, @Nullable T inUrl) {
        if (own != null && inUrl != null) {
            throw key.conflict("is given twice: by its key and inside postgres.url; leave one out");
        }
        return own != null ? own : inUrl;
    }
}
