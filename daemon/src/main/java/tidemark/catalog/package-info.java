/**
 * What the database says of itself, and the resolver that makes {@linkplain tidemark.plan.DocumentPlan document plans} from
 * it and the configuration.
 *
 * <p>{@link tidemark.catalog.CatalogReader} reads; {@link tidemark.catalog.PlanResolver} decides, without I/O but for row
 * filters, which only the server can read for certain ({@link tidemark.catalog.FilterReader}). Whatever cannot be indexed
 * truly is refused here, with the reason and the way out, all problems at once.
 *
 * <p>Stateless: every type is an immutable value or keeps nothing between calls. Reading needs no right beyond connecting,
 * works in recovery, and leaves the connection's settings and transaction as they were.
 */
@NullMarked
package tidemark.catalog;

import org.jspecify.annotations.NullMarked;
