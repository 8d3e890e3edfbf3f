package tidemark.invalidation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidemark.change.Change;
import tidemark.plan.Embed;
import tidemark.plan.JoinPair;
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

    private Place(PlanNode parent, @Nullable Place above, Embed embed) {
        node = embed.node();
        this.above = above;
        edge = embed.on().stream().map(JoinPair::child).toList();
        current = new Lookup(node, node.key(), Tuples.of(node.key()), edge);
        List<PlanColumn> joined = embed.on().stream().map(JoinPair::parent).toList();
        up = new Lookup(parent, joined, Tuples.of(edge), above == null ? parent.key() : above.edge);
    }

    /** Every place below a root, embedding before embedded. */
    static List<Place> below(PlanNode root) {
        List<Place> places = new ArrayList<>();
        collect(root, null, places);
        return places;
    }

    private static void collect(PlanNode parent, @Nullable Place above, List<Place> into) {
        for (Embed embed : parent.embeds()) {
            Place place = new Place(parent, above, embed);
            into.add(place);
            collect(embed.node(), place, into);
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

    /** From edges of this place to those of the place above; at the top, to keys of the root. */
    Lookup up() {
        return up;
    }

    /** By which values the row was joined here before the change. */
    OldEdge oldEdge(Change change) {
        return OldEdge.of(change, edge, node.key());
    }
}
