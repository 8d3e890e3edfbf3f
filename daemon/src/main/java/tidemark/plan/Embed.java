package tidemark.plan;

import java.util.List;

/**
 * An edge of the plan: the rows of {@code node} that belong to a row of the embedding node.
 *
 * @param field name in the document
 * @param many whether one embedding row can have several rows here
 * @param on the columns that join, at least one pair
 * @param order of the rows here, always ending in the embedded table's key; empty where there is one at most. Behind
 *     transparent nodes the last embed's order is that of the whole list, and is given also where {@code many} is false
 * @param nested mapped as {@code nested}
 * @param node what is embedded
 */
public record Embed(String field, boolean many, List<JoinPair> on, List<SortKey> order, boolean nested, PlanNode node) {

    /** Copies; a join without columns is a bug. */
    public Embed {
        on = List.copyOf(on);
        order = List.copyOf(order);
        if (on.isEmpty()) {
            throw new IllegalArgumentException("the join of " + field + " needs columns");
        }
    }

    /** Whether the document shows a list here: several rows, on this edge or behind a transparent node. */
    public boolean list() {
        return many || (node.transparent() && node.embeds().get(0).list());
    }
}
