package tidemark.cycle;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidemark.plan.DocumentPlan;
import tidemark.state.Control;
import tidemark.state.Target;

/**
 * Where the documents of each type go in this cycle, as the generation's compare-and-set fixed it, and by which plan: an index
 * is written to by the plan that it was made with.
 *
 * <p>A live index whose plan cannot be used any more is left alone: its successor is being filled, and until then it keeps
 * what it has and is called stale.
 */
record Routes(InService plans, Control control) {

    /** The physical indices that a document of this type is written to; empty while only a pending job knows the type. */
    List<String> indices(String type) {
        return byPlan(type).values().stream().flatMap(List::stream).toList();
    }

    /** The same by plan; with one entry unless the live index is of an earlier configuration. */
    Map<DocumentPlan, List<String>> byPlan(String type) {
        Map<DocumentPlan, List<String>> routes = new LinkedHashMap<>();
        Target target = control.target(type);
        add(routes, plans.live(type, target), target.live());
        add(routes, plans.types().plans().get(type), target.filling());
        if (target.previous() != null) {
            add(routes, plans.previous(type, target), target.previous().index());
        }
        return routes;
    }

    private static void add(
            Map<DocumentPlan, List<String>> routes, @Nullable DocumentPlan plan, @Nullable String index) {
        if (plan != null && index != null) {
            routes.computeIfAbsent(plan, any -> new ArrayList<>(2)).add(index);
        }
    }

    /** The live index of the type, if it may be written to. */
    @Nullable
    String live(String type) {
        Target target = control.target(type);
        return plans.live(type, target) == null ? null : target.live();
    }

    List<String> live(Collection<String> types) {
        List<String> live = new ArrayList<>();
        for (String type : types) {
            String index = live(type);
            if (index != null) {
                live.add(index);
            }
        }
        return live;
    }
}
