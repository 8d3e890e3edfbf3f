package tidemark.catalog;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tidemark.change.TableName;
import tidemark.plan.ColumnChoice;
import tidemark.plan.DocumentPlan;
import tidemark.plan.EmbedSpec;
import tidemark.plan.Place;
import tidemark.plan.Problem;
import tidemark.plan.TypeSpec;

/** Whether something may be proposed: resolved as if a person had written it, so that nothing is proposed that is refused later. */
final class Trial {

    private final Catalog catalog;
    private final Starter.Fits fits;
    private final PlanResolver resolver = new PlanResolver((table, sql) -> {
        throw new IllegalStateException("nothing is proposed with a filter, and here is one on " + table + ": " + sql);
    });
    private final Map<TableName, Optional<Problem>> standing = new HashMap<>();

    Trial(Catalog catalog, Starter.Fits fits) {
        this.catalog = catalog;
        this.fits = fits;
    }

    /** The first thing that is wrong with a type; empty if nothing is. */
    Optional<Problem> problem(TypeSpec type) {
        Resolution resolution = resolver.resolve(catalog, List.of(type));
        return resolution.problems().stream()
                .findFirst()
                .or(() -> resolution.plans().stream()
                        .flatMap((DocumentPlan plan) -> fits.problems(plan, type).stream())
                        .findFirst());
    }

    /** Why a table can neither be the root of a document nor be embedded; empty if it can. */
    Optional<Problem> standing(Table table) {
        return standing.computeIfAbsent(
                table.name(),
                name -> YamlText.table(catalog, table)
                        .map(written -> problem(type("trial", written, Renames.of(table, true), List.of())))
                        .orElseGet(() -> Optional.of(new Problem(
                                Place.none(),
                                table.name() + " has a name that a configuration cannot write unmistakably",
                                "ALTER TABLE " + table.name().sql() + " RENAME TO …;"))));
    }

    static TypeSpec type(String name, String table, ColumnChoice columns, List<EmbedSpec> embeds) {
        return new TypeSpec(name, table, columns, null, embeds, Map.of(), Map.of(), Place.none());
    }
}
