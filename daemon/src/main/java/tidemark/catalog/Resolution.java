package tidemark.catalog;

import java.util.List;
import tidemark.plan.DocumentPlan;
import tidemark.plan.Problem;

/**
 * What became of the configured document types.
 *
 * @param plans of the types that have no problem, in the order written
 * @param problems everything that is wrong, in the order written
 */
public record Resolution(List<DocumentPlan> plans, List<Problem> problems) {

    /** Copies. */
    public Resolution {
        plans = List.copyOf(plans);
        problems = List.copyOf(problems);
    }

    /** Whether every type has a plan. */
    public boolean complete() {
        return problems.isEmpty();
    }
}
