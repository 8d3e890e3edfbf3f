package tidemark.app;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.codec.digest.DigestUtils;
import tidemark.audit.Rules;
import tidemark.config.Configuration;
import tidemark.config.ConfigurationException;
import tidemark.config.ElasticsearchSettings;
import tidemark.config.PostgresSettings;
import tidemark.config.Secret;
import tidemark.elasticsearch.ConnectionSettings;
import tidemark.elasticsearch.Credentials;
import tidemark.elasticsearch.Elasticsearch;
import tidemark.index.IndexDefinition;
import tidemark.index.MappingDeriver;
import tidemark.plan.DocumentPlan;
import tidemark.plan.Problem;
import tidemark.plan.TypeSpec;
import tidemark.snapshot.Source;

/** The database of a configuration. */
final class Sources {

    private Sources() {}

    static Elasticsearch elasticsearch(Configuration configuration) {
        return Elasticsearch.open(connection(configuration.elasticsearch()));
    }

    private static ConnectionSettings connection(ElasticsearchSettings settings) {
        return new ConnectionSettings(
                settings.urls(),
                credentials(settings),
                settings.caFile(),
                settings.caFingerprint(),
                settings.connectTimeout(),
                settings.requestTimeout());
    }

    private static Credentials credentials(ElasticsearchSettings settings) {
        Secret apiKey = settings.apiKey();
        Secret password = settings.password();
        String user = settings.user();
        if (apiKey != null) {
            return Credentials.apiKey(apiKey.reveal());
        }
        return user == null || password == null ? Credentials.none() : Credentials.basic(user, password.reveal());
    }

    /** How an index of this plan is made: what is common to all, a type's own settings over it. */
    static IndexDefinition definition(Configuration configuration, DocumentPlan plan) {
        TypeSpec spec = Objects.requireNonNull(configuration.types().get(plan.type()), "a plan has a type");
        Map<String, Object> settings = new HashMap<>();
        settings.put("index.number_of_shards", configuration.index().shards());
        settings.put("index.number_of_replicas", configuration.index().replicas());
        settings.put(
                "index.refresh_interval",
                configuration.index().refreshInterval().toMillis() + "ms");
        settings.putAll(spec.settings());
        return MappingDeriver.derive(plan, spec.withSettings(settings));
    }

    /**
     * The audit rules by type.
     *
     * @throws ConfigurationException with whatever does not compile
     */
    static Map<String, Rules> rules(Configuration configuration) {
        List<Problem> problems = new ArrayList<>();
        Map<String, Rules> rules = new HashMap<>();
        configuration.types().forEach((name, type) -> rules.put(name, Rules.of(name, type.audits(), problems)));
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return rules;
    }

    /** Hash of all that decides what an index of this plan holds. */
    static String hash(DocumentPlan plan, IndexDefinition definition) {
        return DigestUtils.sha256Hex(plan.hash() + definition.mapping());
    }

    static Source of(Configuration configuration) {
        return of(configuration.postgres());
    }

    static Source of(PostgresSettings postgres) {
        Secret password = postgres.password();
        return new Source(
                postgres.jdbcUrl(),
                postgres.user(),
                password == null ? null : password.reveal(),
                "tidemark",
                "public",
                postgres.connectTimeout(),
                postgres.statementTimeout(),
                postgres.lockTimeout(),
                postgres.socketTimeout());
    }
}
