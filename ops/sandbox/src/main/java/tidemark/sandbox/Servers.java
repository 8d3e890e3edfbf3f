package tidemark.sandbox;

import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers that the tests of one JVM share, each started when first asked for, and never by a test that only needs
 * the other.
 *
 * <p>In this order: a server named by an environment variable, else a Docker container if an engine and the images are
 * there, else the sandbox. The log says which. A test shares
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
            found = Stream.<Source<PostgresAddress>>of(
                            new Source<>(
                                    "environment",
                                    () -> named(POSTGRES_VARIABLE).map(PostgresAddress::new)),
                            new Source<>("docker", Containers::postgres),
                            new Source<>("sandbox", Servers::sandboxPostgres))
                    .flatMap(source -> source.find("postgres").stream())
                    .findFirst()
                    .orElseThrow();
            postgres = found;
        }
        return found;
    }

    private static Optional<PostgresAddress> sandboxPostgres() {
        return Optional.of(PostgresServer.start(PostgresOptions.defaults()).address());
    }

    /** The shared Elasticsearch's address. */
    public synchronized URI elasticsearch() {
        URI found = elasticsearch;
        if (found == null) {
            found = Stream.<Source<URI>>of(
                            new Source<>(
                                    "environment",
                                    () -> named(ELASTICSEARCH_VARIABLE).map(URI::create)),
                            new Source<>("docker", Containers::elasticsearch),
                            new Source<>("sandbox", Servers::sandboxElasticsearch))
                    .flatMap(source -> source.find("elasticsearch").stream())
                    .findFirst()
                    .orElseThrow();
            elasticsearch = found;
        }
        return found;
    }

    private static Optional<URI> sandboxElasticsearch() {
        return Optional.of(
                ElasticsearchServer.start(ElasticsearchOptions.defaults()).url());
    }

    /** Shorthand for {@code postgres().createDatabase()}. */
    public Database createDatabase() {
        return postgres().createDatabase();
    }

    private static Optional<String> named(String variable) {
        return Optional.ofNullable(System.getenv(variable)).filter(value -> !value.isBlank());
    }

    /** One of the places that a server may come from. */
    private record Source<T>(String name, Supplier<Optional<T>> lookup) {
        Optional<T> find(String server) {
            Optional<T> found = lookup.get();
            if (found.isPresent()) {
                log.info("event=test_server server={} from={}", server, name);
            }
            return found;
        }
    }
}
