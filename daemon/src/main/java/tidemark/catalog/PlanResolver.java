package tidemark.catalog;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tidemark.plan.DocumentPlan;
import tidemark.plan.Problem;
import tidemark.plan.TypeSpec;

/**
 * Makes document plans of what people wrote and what the catalog says.
 *
 * <p>A step of an embed path, from a table, is in this order: a foreign-key column of the table (with or without {@code _id});
 * a table that it refers to or that refers to it; the name of a foreign key. An exact match goes before one that differs in
 * case or underscores. Several matches are a problem that lists them, never a guess.
 */
public final class PlanResolver {

    private final FilterReader filters;

    /** A resolver that asks {@code filters} about row filters. */
    public PlanResolver(FilterReader filters) {
        this.filters = filters;
    }

    /** Resolves every type; finds all problems at once. */
    public Resolution resolve(Catalog catalog, List<TypeSpec> types) {
        List<DocumentPlan> plans = new ArrayList<>();
        Set<Problem> all = new LinkedHashSet<>();
        for (TypeSpec type : types) {
            Problems problems = new Problems();
            new TypeResolution(catalog, filters, problems).resolve(type).ifPresent(plans::add);
            all.addAll(problems.found());
        }
        return new Resolution(plans, List.copyOf(all));
    }
}
