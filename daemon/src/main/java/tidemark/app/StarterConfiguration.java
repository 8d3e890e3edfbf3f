package tidemark.app;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tidemark.catalog.Catalog;
import tidemark.catalog.CatalogReader;
import tidemark.catalog.Proposal;
import tidemark.catalog.Starter;
import tidemark.catalog.StoreProposal;
import tidemark.catalog.StoreReader;
import tidemark.catalog.YamlText;
import tidemark.config.PostgresSettings;
import tidemark.config.StartSettings;
import tidemark.index.MappingDeriver;
import tidemark.lifecycle.Refusal;
import tidemark.plan.ObjectStore;

/**
 * A configuration to begin with, made from what a database says of itself.
 *
 * @param text the YAML file
 * @param summary what is in it, in a few words
 */
public record StarterConfiguration(String text, String summary) {

    private static final int NAME = 63;
    private static final int TOLD = 5;

    /**
     * Makes one. Changes nothing.
     *
     * @param today for its first line
     * @throws tidemark.lifecycle.Unavailable if the database is away
     * @throws Refusal if it has nothing to make documents from
     */
    public static StarterConfiguration of(StartSettings settings, LocalDate today) {
        try (Connection connection =
                Sources.of(settings.postgres()).named("tidemark init").open()) {
            Catalog catalog = new CatalogReader().read(connection);
            StoreReader stores = new StoreReader();
            Optional<ObjectStore> store = stores.find(catalog);
            return store.isPresent()
                    ? of(settings, catalog, stores.read(connection, store.get()), today)
                    : of(settings, catalog, proposal(settings, catalog, connection), today);
        } catch (SQLException e) {
            throw new IllegalStateException("closing a connection failed", e);
        }
    }

    private static Proposal proposal(StartSettings settings, Catalog catalog, Connection connection) {
        return new Starter(
                        catalog,
                        new CatalogReader().sizes(connection),
                        Set.of(settings.capture().schema()),
                        Set.of(settings.elasticsearch().metaIndex()),
                        (plan, type) -> MappingDeriver.derive(plan, type).problems())
                .proposal();
    }

    private static StarterConfiguration of(
            StartSettings settings, Catalog catalog, StoreProposal store, LocalDate today) {
        if (store.types() == 0) {
            throw new Refusal(
                    "the object store of database " + catalog.database().name() + " has no object yet",
                    "write the item types that there will be below types, with source.layout: objects");
        }
        String summary = store.types() + " item types of an object store";
        return new StarterConfiguration(text(head(settings, catalog, summary, today), store.yaml()), summary);
    }

    private static StarterConfiguration of(
            StartSettings settings, Catalog catalog, Proposal proposal, LocalDate today) {
        if (proposal.types() == 0) {
            throw new Refusal(
                    "database " + catalog.database().name() + " has no table that documents could be made from",
                    proposal.refused().isEmpty()
                            ? "role " + catalog.database().role() + " sees no table at all; is it the right database?"
                            : proposal.refused().stream()
                                    .limit(TOLD)
                                    .map(each ->
                                            each.table() + ": " + each.problem().message() + "\n  "
                                                    + each.problem().hint())
                                    .collect(Collectors.joining("\n")));
        }
        String summary = proposal.types() + " document types with " + proposal.embeds() + " embeds, from "
                + proposal.tables() + " tables, " + proposal.refused().size() + " of which cannot be followed";
        return new StarterConfiguration(text(head(settings, catalog, summary, today), proposal.yaml()), summary);
    }

    private static String text(List<String> head, List<String> rest) {
        return String.join("\n", head) + "\n" + String.join("\n", rest) + "\n";
    }

    private static List<String> head(StartSettings settings, Catalog catalog, String summary, LocalDate today) {
        String database = catalog.database().name();
        PostgresSettings postgres = settings.postgres();
        List<String> lines = new ArrayList<>(List.of(
                "# A configuration to begin with: " + summary + ".",
                "# Written by tidemark init --from-database on " + today + ", from database "
                        + YamlText.comment(database) + ".",
                "# What stands behind a # is a proposal: take the # away, and it holds. Numbers of rows are estimates.",
                "# Then: tidemark check, init and run, each with --config and the name of this file.",
                "# Every other key has its default: config/tidemark.yaml lists them.",
                "",
                "name: " + name(database),
                "",
                "postgres:",
                "  url: " + value(url(postgres)),
                "  user: " + value(postgres.user()),
                "  # password: ${file:/path}   # or in the environment, as TIDEMARK_POSTGRES_PASSWORD",
                "",
                "elasticsearch:",
                "  urls: ["
                        + settings.elasticsearch().urls().stream()
                                .map(URI::toString)
                                .map(StarterConfiguration::value)
                                .collect(Collectors.joining(", "))
                        + "]",
                ""));
        if (settings.index().replicas() == 0) {
            lines.addAll(List.of("index:", "  replicas: 0", ""));
        } else {
            lines.addAll(List.of("# index:", "#   replicas: 0   # where Elasticsearch has a single node", ""));
        }
        return lines;
    }

    /** Text in which placeholders are to be filled nowhere. */
    private static String value(String text) {
        return YamlText.scalar(text.replace("${", "$${"));
    }

    /** Without parameters that hold a secret, such as that of a client's key. */
    private static String url(PostgresSettings postgres) {
        String url = postgres.jdbcUrl().replaceFirst("^jdbc:", "");
        return url.replaceAll("(?<=[?&])[^=&]*[pP]assword=[^&]*&?", "").replaceAll("[?&]$", "");
    }

    /** A configuration's name made of a database's. */
    private static String name(String database) {
        String folded =
                database.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_+|_+$", "");
        return folded.isEmpty() ? "tidemark" : YamlText.scalar(folded.substring(0, Math.min(NAME, folded.length())));
    }
}
