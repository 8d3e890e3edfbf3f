package tidemark.cycle;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tidemark.change.TableName;
import tidemark.plan.DocumentPlan;
import tidemark.plan.TrackedTable;
import tidemark.state.Control;
import tidemark.state.Target;

/**
 * The plans by which documents are composed now: today's of each type, and that of each live index which an earlier
 * configuration made and whose successor is still being filled.
 *
 * @param types today's
 * @param older by physical index
 */
record InService(Types types, Map<String, DocumentPlan> older) {

    /** Copies. */
    InService {
        older = Collections.unmodifiableMap(new TreeMap<>(older));
    }

    /** Today's plans alone. */
    static InService of(Types types) {
        return new InService(types, Map.of());
    }

    /** Each plan once. */
    Collection<DocumentPlan> plans() {
        Set<DocumentPlan> plans = new LinkedHashSet<>(types.plans().values());
        plans.addAll(older.values());
        return plans;
    }

    /** Every table that some document shows or joins. */
    Set<TableName> tables() {
        Set<TableName> tables = new TreeSet<>();
        plans().forEach(plan -> tables.addAll(plan.tables()));
        return tables;
    }

    /** What the change log must record for all of them. */
    List<TrackedTable> tracked() {
        return TrackedTable.of(plans());
    }

    /** The types that show any of these tables, by either plan. */
    List<String> showing(Collection<TableName> tables) {
        Set<String> found = new TreeSet<>(types.showing(tables));
        older.values().stream()
                .filter(plan -> !Collections.disjoint(plan.tables(), tables))
                .forEach(plan -> found.add(plan.type()));
        return new ArrayList<>(found);
    }

    /** The plan by which documents of a live index are composed; null if this program cannot, or must not, write to it. */
    @Nullable
    DocumentPlan live(String type, Target target) {
        if (target.live() == null) {
            return null;
        }
        return Objects.equals(types.hashes().get(type), target.livePlan())
                ? types.plans().get(type)
                : older.get(target.live());
    }

    /** The plan of the index that served before; null if there is none, or it cannot be kept true. */
    @Nullable
    DocumentPlan previous(String type, Target target) {
        Target.Previous kept = target.previous();
        if (kept == null) {
            return null;
        }
        return Objects.equals(types.hashes().get(type), kept.plan())
                ? types.plans().get(type)
                : older.get(kept.index());
    }

    /** Lets go what served before and cannot be kept true: nobody shall go back to it. */
    Control withoutUntruePrevious(Control before) {
        Control control = before;
        for (String type : types.names()) {
            Target target = control.target(type);
            if (target.previous() != null && previous(type, target) == null) {
                control = control.with(type, target.withoutPrevious());
            }
        }
        return control;
    }
}
