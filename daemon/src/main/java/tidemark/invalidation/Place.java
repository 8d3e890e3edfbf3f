package tidemark.invalidation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidemark.change.Change;
import tidemark.plan.DocumentPlan;
import tidemark.plan.Embed;
import tidemark.plan.JoinPair;
import tidemark.plan.ObjectStore;
import tidemark.plan.PlanColumn;
import tidemark.plan.PlanNode;
import tidemark.plan.Tuples;

/**
 * A plan node below the root, seen from below: where a row of its table is shown, and how to get from there to what embeds it.
 * Its <em>edge</em> is the tuple of values in the columns by which it is joined. Immutable.
 */
final class Place {

    private final PlanNode node;
    private final @Nullable Place above;
    private final List<PlanColumn> edge;
    private final Lookup current;
    private final Lookup up;
    private final @Nullable Lookup naming;
    private final boolean objects;

    private Place(PlanNode parent, @Nullable Place above, Embed embed, boolean objects) {
        node = embed.node();
        this.above = above;
        edge = embed.on().stream().map(JoinPair::child).toList();
        current = new Lookup(node, node.key(), Tuples.of(node.key()), edge);
        List<PlanColumn> joined = embed.on().stream().map(JoinPair::parent).toList();
        up = new Lookup(parent, joined, Tuples.of(edge), above == null ? parent.key() : above.edge);
        this.objects = objects;
        naming = objects ? naming(embed, edge) : null;
    }

    private static @Nullable Lookup naming(Embed embed, List<PlanColumn> edge) {
        if (!embed.field().equals(ObjectStore.LINKS)) {
            return null;
        }
        return embed.node().columns().stream()
                .filter(shown -> shown.field().equals(ObjectStore.TARGET))
                .map(shown -> List.of(shown.column()))
                .map(target -> new Lookup(embed.node(), target, Tuples.of(target), edge))
                .findFirst()
                .orElse(null);
    }

    /** Every place below the root of a plan, embedding before embedded. */
    static List<Place> below(DocumentPlan plan) {
        List<Place> places = new ArrayList<>();
        collect(plan.root(), null, plan.objects() != null, places);
        return places;
    }

    private static void collect(PlanNode parent, @Nullable Place above, boolean objects, List<Place> into) {
        for (Embed embed : parent.embeds()) {
            Place place = new Place(parent, above, embed, objects);
            into.add(place);
            collect(embed.node(), place, objects, into);
        }
    }

    PlanNode node() {
        return node;
    }

    /** The place of what embeds this; null if that is the root. */
    @Nullable
    Place above() {
        return above;
    }

    /** From keys of this table to the edges that the rows have in the snapshot. */
    Lookup current() {
        return current;
    }

    /**
     * From ids of objects to the edges of the rows here that link to them: whoever shows this place may show their names. Null
     * where no links are listed.
     */
    @Nullable
    Lookup naming() {
        return naming;
    }

    /** From edges of this place to those of the place above; at the top, to keys of the root. */
    Lookup up() {
        return up;
    }

    /** By which values the row was joined here before the change; whoever loses an object is in the same delta itself. */
    OldEdge oldEdge(Change change) {
        return objects ? OldEdge.NONE : OldEdge.of(change, edge, node.key());
    }
}
