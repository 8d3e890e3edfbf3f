package tidemark.invalidation;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidemark.change.Change;
import tidemark.change.Key;
import tidemark.change.Operation;

/**
 * One ascent: from the changed rows of a batch to the documents of one type. Rows are streamed, depth first; what was climbed
 * already is not climbed again, as far as memory is granted for knowing it.
 */
final class Climb {

    /** How many edges are remembered per place. */
    private static final int REMEMBERED = 100_000;

    private final Connection snapshot;
    private final String type;
    private final boolean filter;
    private final AffectedDocuments into;
    private final Map<Place, Set<List<String>>> climbed = new HashMap<>();

    Climb(Connection snapshot, String type, boolean filter, AffectedDocuments into) {
        this.snapshot = snapshot;
        this.type = type;
        this.filter = filter;
        this.into = into;
    }

    /** Climbs from the rows of these changes, shown at this place. */
    void from(Place place, List<Change> changes) throws SQLException {
        Set<List<String>> edges = new LinkedHashSet<>();
        Set<List<String>> keys = new LinkedHashSet<>();
        for (Change change : changes) {
            if (change.operation() == Operation.RENAME) {
                continue;
            }
            OldEdge old = place.oldEdge(change);
            if (!old.known()) {
                into.escalate(type, Escalation.UNREADABLE);
                return;
            }
            if (old.values() != null) {
                edges.add(old.values());
            }
            if (change.newKey() != null) {
                keys.add(change.newKey().values());
            }
        }
        up(place, edges);
        place.current().read(snapshot, keys, filter, page -> up(place, page));
    }

    /** Climbs from the links to objects that took another name. */
    void renamed(Place place, Collection<List<String>> objects) throws SQLException {
        Lookup naming = place.naming();
        if (naming != null) {
            naming.read(snapshot, objects, filter, page -> up(place, page));
        }
    }

    /** Climbs from edges; false when the type collects no more. */
    private boolean up(Place place, Collection<List<String>> edges) throws SQLException {
        Set<List<String>> before = climbed.computeIfAbsent(place, any -> new HashSet<>());
        List<List<String>> fresh = new ArrayList<>(edges.size());
        for (List<String> edge : edges) {
            if (before.size() < REMEMBERED ? before.add(edge) : !before.contains(edge)) {
                fresh.add(edge);
            }
        }
        place.up().read(snapshot, fresh, filter, page -> arrive(place.above(), page));
        return !into.closed(type);
    }

    private boolean arrive(@Nullable Place above, List<List<String>> page) throws SQLException {
        if (above != null) {
            return up(above, page);
        }
        page.forEach(key -> into.addReferencing(type, new Key(key)));
        return !into.closed(type);
    }
}
