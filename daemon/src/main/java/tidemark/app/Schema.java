package tidemark.app;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tidemark.catalog.Catalog;
import tidemark.catalog.CatalogReader;
import tidemark.catalog.ObjectPlans;
import tidemark.catalog.PlanFit;
import tidemark.catalog.PlanResolver;
import tidemark.catalog.PostgresFilterReader;
import tidemark.catalog.Resolution;
import tidemark.config.Configuration;
import tidemark.config.ConfigurationException;
import tidemark.elasticsearch.Elasticsearch;
import tidemark.index.IndexMeta;
import tidemark.index.Indices;
import tidemark.lifecycle.Refusal;
import tidemark.plan.DocumentPlan;
import tidemark.plan.ObjectStore;
import tidemark.plan.TrackedTable;
import tidemark.plan.TypeSpec;
import tidemark.snapshot.Source;

/**
 * The configuration held against the live database.
 *
 * @param catalog what the database says of itself
 * @param plans of the document types
 */
public record Schema(Catalog catalog, List<DocumentPlan> plans) {

    /**
     * Resolves every document type.
     *
     * @throws ConfigurationException with every problem between configuration and database
     */
    public static Schema of(Configuration configuration, Connection connection) {
        Catalog catalog = new CatalogReader().read(connection);
        List<TypeSpec> types = new ArrayList<>(configuration.types().values());
        Resolution resolution = configuration.source().objects()
                ? ObjectPlans.resolve(
                        catalog, new ObjectStore(configuration.source().schema()), types)
                : new PlanResolver(new PostgresFilterReader(connection)).resolve(catalog, types);
        if (!resolution.problems().isEmpty()) {
            throw new ConfigurationException(resolution.problems());
        }
        return new Schema(catalog, resolution.plans());
    }

    /** As {@link #of}, over a connection of its own. */
    static Schema read(Configuration configuration, Source source) {
        try (Connection connection = source.open()) {
            return of(configuration, connection);
        } catch (SQLException e) {
            throw new IllegalStateException("closing a connection failed", e);
        }
    }

    /**
     * The names of the types that a person named, all where none was.
     *
     * @throws Refusal if one is not configured
     */
    Collection<String> named(Collection<String> wanted) {
        List<String> names = plans.stream().map(DocumentPlan::type).toList();
        for (String type : wanted) {
            if (!names.contains(type)) {
                throw new Refusal("there is no type " + type, "There are: " + names);
            }
        }
        return wanted.isEmpty() ? names : wanted;
    }

    /** What the change log records for today's plans. */
    public List<TrackedTable> tracked() {
        return TrackedTable.of(plans);
    }

    /**
     * What the change log records while an earlier configuration's index may still serve: what its plan shows too, as far as the
     * database still has it.
     *
     * @throws tidemark.lifecycle.Unavailable if Elasticsearch is away
     * @throws Refusal if an alias is not what it should be
     */
    List<TrackedTable> trackedWithPredecessors(Configuration configuration) {
        Set<DocumentPlan> all = new LinkedHashSet<>(plans);
        try (Elasticsearch elasticsearch = Sources.elasticsearch(configuration)) {
            Indices indices = new Indices(elasticsearch);
            for (DocumentPlan plan : plans) {
                indices.live(configuration.index().alias(plan.type()))
                        .flatMap(indices::meta)
                        .map(IndexMeta::documents)
                        .filter(older -> PlanFit.misfits(catalog, older).isEmpty())
                        .ifPresent(all::add);
            }
        }
        return TrackedTable.of(all);
    }

    /** What the database no longer has of a plan that was made from it earlier. */
    static List<String> misfits(Source source, DocumentPlan plan) {
        try (Connection connection = source.open()) {
            return PlanFit.misfits(new CatalogReader().read(connection), plan);
        } catch (SQLException e) {
            throw new IllegalStateException("closing a connection failed", e);
        }
    }
}
