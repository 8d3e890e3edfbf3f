package tidemark.cycle;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidemark.plan.DocumentPlan;
import tidemark.plan.PlanNode;
import tidemark.state.Control;
import tidemark.state.Target;

/**
 * The plans of live indices that an earlier configuration made. As long as one fits the database, and the change log records
 * what it shows, its index is kept true by it until its successor takes over. One that does not is retired: its index
 * keeps what it has, and is called stale with the reason. Retired is for good, since changes have passed the index by.
 *
 * <p>Of the loop's thread.
 */
public final class Predecessors {

    private static final Logger LOG = LoggerFactory.getLogger(Predecessors.class);

    /** What a physical index says of how its documents are made. */
    public interface Made {
        /** The plan; empty if the index is gone, or was made by a version that wrote plans otherwise. */
        Optional<DocumentPlan> plan(String physical);
    }

    /** Whether the database is still as a plan needs it. */
    public interface Fit {
        /** What is missing, in words; empty if all is there. */
        List<String> misfits(DocumentPlan plan);
    }

    /** A plan that is kept true, or why it is not. */
    private record Known(@Nullable DocumentPlan plan, String retired) {}

    private final Types types;
    private final Made made;
    private final Fit fit;
    private final Map<String, Known> known = new LinkedHashMap<>();

    /** Of live indices of these types. */
    public Predecessors(Types types, Made made, Fit fit) {
        this.types = types;
        this.made = made;
        this.fit = fit;
    }

    /** The plans in service with these targets. Asks Elasticsearch and the database only for an index not seen before. */
    InService inService(Control control) {
        Map<String, DocumentPlan> older = new TreeMap<>();
        for (String type : types.names()) {
            Target target = control.target(type);
            DocumentPlan plan = ofEarlier(type, target) ? known(type, target).plan() : null;
            if (plan != null && target.live() != null) {
                older.put(target.live(), plan);
            }
            Target.Previous kept = target.previous();
            if (kept != null && !types.hash(type).equals(kept.plan())) {
                DocumentPlan before = known(type, kept.index(), null).plan();
                if (before != null) {
                    older.put(kept.index(), before);
                }
            }
        }
        return new InService(types, older);
    }

    /** Why the live index of a type is not kept true by the plan that made it; null if it is, or is of today's plan. */
    @Nullable
    String retired(String type, Target target) {
        String reason = ofEarlier(type, target) ? known(type, target).retired() : "";
        return reason.isEmpty() ? null : reason;
    }

    private boolean ofEarlier(String type, Target target) {
        return target.live() != null && !types.hash(type).equals(target.livePlan());
    }

    private Known known(String type, Target target) {
        return known(
                type, java.util.Objects.requireNonNull(target.live(), "an index of an earlier plan"), target.stale());
    }

    private Known known(String type, String physical, @Nullable String stale) {
        Known found = known.get(physical);
        if (found == null) {
            // A reason that is durable stays: changes have passed the index by while another process led.
            found = stale != null && stale.startsWith(PREFIX)
                    ? new Known(null, stale.substring(PREFIX.length()))
                    : look(type, physical);
            known.put(physical, found);
            LOG.info(
                    "event=older_plan index={} kept_true={} reason=\"{}\"",
                    physical,
                    found.plan() != null,
                    found.retired());
        }
        return found;
    }

    /** What the reason of a type begins with whose index is not kept true. */
    static final String PREFIX = "plan changed: ";

    private Known look(String type, String physical) {
        Optional<DocumentPlan> plan = made.plan(physical);
        if (plan.isEmpty()) {
            return new Known(null, "its index does not tell how its documents are made");
        }
        PlanNode before = plan.get().root();
        PlanNode now = types.plan(type).root();
        if (!before.table().equals(now.table()) || !before.key().equals(now.key())) {
            return new Known(null, "its documents are of another table or key");
        }
        List<String> misfits = fit.misfits(plan.get());
        return misfits.isEmpty()
                ? new Known(plan.get(), "")
                : new Known(null, "the database no longer has " + String.join(", ", misfits));
    }

    /** The database, or its triggers, no longer serve the plan of this index. */
    void retire(String physical, String reason) {
        LOG.warn(
                "event=older_plan_retired index={} reason=\"{}\" runbook=ops/runbook.md#plan-changed",
                physical,
                reason);
        known.put(physical, new Known(null, reason));
    }

    /** All that are kept true are no longer; returns whether there was any. */
    boolean retireAll(String reason) {
        List<String> kept = known.entrySet().stream()
                .filter(entry -> entry.getValue().plan() != null)
                .map(Map.Entry::getKey)
                .toList();
        kept.forEach(physical -> retire(physical, reason));
        return !kept.isEmpty();
    }

    /** Another daemon may have led since. */
    void forget() {
        known.clear();
    }
}
