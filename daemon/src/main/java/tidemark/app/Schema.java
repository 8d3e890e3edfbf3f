package tidemark.app;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import tidemark.catalog.Catalog;
import tidemark.catalog.CatalogReader;
import tidemark.catalog.PlanResolver;
import tidemark.catalog.PostgresFilterReader;
import tidemark.catalog.Resolution;
import tidemark.config.Configuration;
import tidemark.config.ConfigurationException;
import tidemark.plan.DocumentPlan;
import tidemark.plan.TrackedTable;

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
        Resolution resolution = new PlanResolver(new PostgresFilterReader(connection))
                .resolve(catalog, new ArrayList<>(configuration.types().values()));
        if (!resolution.problems().isEmpty()) {
            throw new ConfigurationException(resolution.problems());
        }
        return new Schema(catalog, resolution.plans());
    }

    /** What the change log records. */
    public List<TrackedTable> tracked() {
        return TrackedTable.of(plans);
    }
}
