package tidemark.cycle;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidemark.plan.DocumentPlan;
import tidemark.state.Control;
import tidemark.state.Target;

/**
 * Where the documents of each type go in this cycle, as the generation's compare-and-set fixed it.
 *
 * <p>A live index that was made by another plan is left alone: its successor is being filled, and until then it keeps what
 * it has and is called stale.
 */
record Routes(Map<String, DocumentPlan> plans, Map<String, String> hashes, Control control) {

    /** The physical indices that a document of this type is written to; empty while only a pending job knows the type. */
    List<String> indices(String type) {
        Target target = control.target(type);
        List<String> indices = new ArrayList<>(2);
        String live = live(type);
        if (live != null) {
            indices.add(live);
        }
        if (target.filling() != null) {
            indices.add(target.filling());
        }
        return indices;
    }

    /** The live index of the type, if this plan may write to it. */
    @Nullable
    String live(String type) {
        Target target = control.target(type);
        return target.live() != null
                        && plan(type) != null
                        && java.util.Objects.equals(hashes.get(type), target.livePlan())
                ? target.live()
                : null;
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

    @Nullable
    DocumentPlan plan(String type) {
        return plans.get(type);
    }
}
