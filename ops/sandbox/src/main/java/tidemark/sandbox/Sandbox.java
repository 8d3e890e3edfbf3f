package tidemark.sandbox;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A PostgreSQL and an Elasticsearch, started side by side. */
public final class Sandbox implements AutoCloseable {
    private final PostgresServer postgres;
    private final ElasticsearchServer elasticsearch;

    private Sandbox(PostgresServer postgres, ElasticsearchServer elasticsearch) {
        this.postgres = postgres;
        this.elasticsearch = elasticsearch;
    }

    /** Starts both with passing data on free ports. */
    public static Sandbox start() {
        return start(PostgresOptions.defaults(), ElasticsearchOptions.defaults());
    }

    /** Starts both, and returns when both answer; if one does not come up, the other is closed again. */
    public static Sandbox start(PostgresOptions postgres, ElasticsearchOptions elasticsearch) {
        CompletableFuture<PostgresServer> first = CompletableFuture.supplyAsync(
                () -> PostgresServer.start(postgres), task -> new Thread(task, "sandbox-postgres-start").start());
        ElasticsearchServer second;
        try {
            second = ElasticsearchServer.start(elasticsearch);
        } catch (RuntimeException e) {
            closeWhenStarted(first, e);
            throw e;
        }
        try {
            return new Sandbox(first.join(), second);
        } catch (CompletionException e) {
            second.close();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static void closeWhenStarted(CompletableFuture<PostgresServer> server, RuntimeException failure) {
        try {
            server.join().close();
        } catch (CompletionException failedToo) {
            failure.addSuppressed(failedToo);
        }
    }

    public PostgresServer postgres() {
        return postgres;
    }

    public ElasticsearchServer elasticsearch() {
        return elasticsearch;
    }

    @Override
    public void close() {
        elasticsearch.close();
        postgres.close();
    }
}
