package tidemark.cycle;

import java.util.Collection;
import tidemark.change.Position;
import tidemark.snapshot.SharedSnapshot;
import tidemark.state.Control;

/** How the world stands beside the change log: owner, indices, triggers. Called on the loop's thread alone. */
public interface Standing {

    /** A control for a state that has none: what the aliases tell. */
    Control pieceTogether();

    /** The control that was read, if this daemon may use it. */
    Control owned(Control control);

    /** Looks at aliases, indices and triggers; types that are not served or not true get a job or are called stale. */
    Control check(Control control, SharedSnapshot snapshot);

    /** Physical indices were found gone by a write. */
    Control lost(Control control, Collection<String> physical);

    /**
     * Lets an overflowed log grow again; the mark that this leaves in the log asks for the rebuild.
     *
     * @return whether the snapshot shows changes that the log skipped, and no mark that tells of them
     */
    boolean mendOverflow(SharedSnapshot snapshot);

    /**
     * Makes the log fit a position that a look begins with, where a dump was restored; the jobs that this asks for are durable.
     *
     * @return false if only the primary can: nothing can be read from this position here
     */
    boolean mendHistory(SharedSnapshot snapshot, Position begun);

    /** Whether a rebuild that begins now sees all that passed the log while it was full. */
    boolean mayFill(SharedSnapshot snapshot);

    /** About how many documents a type has. */
    long documents(String type, SharedSnapshot snapshot);
}
