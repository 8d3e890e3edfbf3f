package tidemark.cycle;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tidemark.audit.Rules;
import tidemark.change.TableName;
import tidemark.plan.DocumentPlan;
import tidemark.plan.TrackedTable;

/**
 * The configured document types.
 *
 * @param plans by type
 * @param hashes by type: of the plan with its mapping and settings
 * @param aliases by type
 * @param rules by type: what audits its documents; none for a type that is left out
 */
public record Types(
        Map<String, DocumentPlan> plans,
        Map<String, String> hashes,
        Map<String, String> aliases,
        Map<String, Rules> rules) {

    /** Copies. */
    public Types {
        plans = Collections.unmodifiableMap(new TreeMap<>(plans));
        hashes = Map.copyOf(hashes);
        aliases = Map.copyOf(aliases);
        rules = Map.copyOf(rules);
    }

    /** Types without rules. */
    public Types(Map<String, DocumentPlan> plans, Map<String, String> hashes, Map<String, String> aliases) {
        this(plans, hashes, aliases, Map.of());
    }

    /** What audits the documents of a type. */
    public Rules rules(String type) {
        Rules found = rules.get(type);
        return found == null ? Rules.none(type) : found;
    }

    /** Whether the documents are of an object store: keys are unique among all objects. */
    public boolean objects() {
        return plans.values().stream().anyMatch(plan -> plan.objects() != null);
    }

    /** The names of all types. */
    public Set<String> names() {
        return plans.keySet();
    }

    /** The plan of a type that is configured. */
    public DocumentPlan plan(String type) {
        DocumentPlan plan = plans.get(type);
        if (plan == null) {
            throw new IllegalArgumentException("no such type: " + type);
        }
        return plan;
    }

    /** The alias of a type that is configured. */
    public String alias(String type) {
        String alias = aliases.get(type);
        if (alias == null) {
            throw new IllegalArgumentException("no such type: " + type);
        }
        return alias;
    }

    /** The plan hash of a type that is configured. */
    public String hash(String type) {
        String hash = hashes.get(type);
        if (hash == null) {
            throw new IllegalArgumentException("no such type: " + type);
        }
        return hash;
    }

    /** What the change log records. */
    public List<TrackedTable> tracked() {
        return TrackedTable.of(plans.values());
    }

    /** The types that show any of these tables. */
    public List<String> showing(Collection<TableName> tables) {
        List<String> types = new ArrayList<>();
        plans.forEach((type, plan) -> {
            if (!Collections.disjoint(plan.tables(), tables)) {
                types.add(type);
            }
        });
        return types;
    }
}
