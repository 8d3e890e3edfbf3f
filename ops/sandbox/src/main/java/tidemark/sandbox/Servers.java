package tidemark.sandbox;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers that the tests of one JVM share, each started when first asked for, and never by a test that only needs
 * the other.
 *
 * <p>In this order: a server named by an environment variable, else the sandbox. The log says which. A test shares
 * its server with others: it makes a {@link PostgresAddress#createDatabase database} and index names of its own, and does not stop
 * what it does not own.
 */
public final class Servers {
    /** A JDBC address of a maintenance database with a superuser's {@code user} and {@code password}. */
    public static final String POSTGRES_VARIABLE = "TIDEMARK_TEST_POSTGRES_URL";

    /** Such as {@code http://127.0.0.1:9200}. */
    public static final String ELASTICSEARCH_VARIABLE = "TIDEMARK_TEST_ELASTICSEARCH_URL";

    private static final Logger log = LoggerFactory.getLogger(Servers.class);
    private static final Servers SHARED = new Servers();

    private @Nullable PostgresAddress postgres;
    private @Nullable URI elasticsearch;

    private Servers() {}

    /** The pair that all tests of this JVM share; closed with the JVM. */
    public static Servers forTests() {
        return SHARED;
    }

    /** The shared PostgreSQL. */
    public synchronized PostgresAddress postgres() {
        PostgresAddress found = postgres;
        if (found == null) {
            String named = named(POSTGRES_VARIABLE);
            found = named == null
                    ? PostgresServer.start(PostgresOptions.defaults()).address()
                    : new PostgresAddress(named);
            log.info("event=test_server server=postgres from={} at={}:{}", from(named), found.host(), found.port());
            postgres = found;
        }
        return found;
    }

    /** The shared Elasticsearch's address. */
    public synchronized URI elasticsearch() {
        URI found = elasticsearch;
        if (found == null) {
            String named = named(ELASTICSEARCH_VARIABLE);
            found = named == null
                    ? ElasticsearchServer.start(ElasticsearchOptions.defaults()).url()
                    : URI.create(named);
            log.info("event=test_server server=elasticsearch from={} at={}", from(named), found);
            elasticsearch = found;
        }
        return found;
    }

    /** Shorthand for {@code postgres().createDatabase()}. */
    public Database createDatabase() {
        return postgres().createDatabase();
    }

    private static @Nullable String named(String variable) {
        String value = System.getenv(variable);
        return value == null || value.isBlank() ? null : value;
    }

    private static String from(@Nullable String named) {
        return named == null ? "sandbox" : "environment";
    }
}
