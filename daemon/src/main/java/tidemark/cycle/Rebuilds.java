package tidemark.cycle;

import java.util.Collection;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidemark.change.DocumentId;
import tidemark.change.Position;
import tidemark.snapshot.SharedSnapshot;
import tidemark.state.Book;
import tidemark.state.Control;
import tidemark.state.FailedDocument;

/**
 * What the master loop asks of rebuild jobs. Called on the loop's thread alone: one thread decides which indices documents
 * go to. Methods that take a {@link Control} return the one to go on with.
 */
public interface Rebuilds {

    /** Whether a job may just have moved the alias of a type to this index without knowing: then it is recovered. */
    boolean moves(String type, String index);

    /** After taking the lead: jobs that another process left running are pending again, orphaned indices are dropped. */
    Control recover(Book book, Control control);

    /** Leaves what runs where it is, to be {@linkplain #recover recovered}: people want nothing to be written. */
    void suspend();

    /**
     * Makes sure that each type will be rebuilt; the jobs are durable when this returns.
     *
     * @param changesRide whether the watermark will pass changes that no cycle wrote: then a running job begins again, since
     *     its chunks may have read before them. Otherwise an open job is enough
     */
    Control request(Control control, Collection<String> types, String reason, boolean changesRide);

    /**
     * As {@link #request} without changes that ride, for what the daemon finds by itself at every interval: a job that failed
     * is left to its retries, and to people once they are used up.
     */
    Control ensure(Control control, String type, String reason);

    /**
     * Whether a look has something to do for jobs: people asked, a retry is due, a type has grown or aged. Reads the jobs anew;
     * asked between two looks.
     *
     * @param control of the last look
     */
    boolean due(Control control);

    /** How the newest rebuild of a type stands. */
    Newest newest(String type);

    /**
     * The newest rebuild of a type.
     *
     * @param job its id, or null if there was none
     * @param failed whether it failed
     * @param retries whether it will be tried again by itself
     * @param rolledBack whether people went back to the index before
     * @param error why it failed, or null
     * @param perSecond documents a second of the last rebuild that tells; 0 if none does
     */
    record Newest(
            @Nullable String job,
            boolean failed,
            boolean retries,
            boolean rolledBack,
            @Nullable String error,
            double perSecond) {}

    /** Documents that people asked for. Valid for one look, which must write them. */
    Collection<DocumentId> asked();

    /**
     * The documents of {@link #asked} that were settled and recorded, and which of them failed.
     *
     * @param types that could be written to; others wait
     */
    void answered(Predicate<String> types, Collection<FailedDocument> failed);

    /** Looks whether history lost what the chunks of a running job saw; such a job begins again. */
    Control witness(Control control, SharedSnapshot snapshot);

    /**
     * The live index of a type was made for another configuration. Where its documents are the same all the same, it is made to
     * fit; else the type gets a job, as by {@link #ensure}.
     */
    Control changed(Control control, String type);

    /** Takes the next pending jobs as far as slots are free: makes and registers their indices, then lets them fill. */
    Control claim(Book book, Control control, Position position);

    /** Whether a job has filled its index and waits for {@link #close}. */
    boolean ready();

    /**
     * Notes which jobs have filled their index by now, and what the chunks of all have seen. Called before a look takes its snapshot, so that the snapshot is later
     * than every chunk's of the jobs that {@link #close} then ends.
     *
     * @return whether there is any
     */
    boolean noteReady();

    /**
     * Ends the jobs that were {@linkplain #noteReady noted}, in the snapshot of a cycle that has settled and caught up: deletes again,
     * verifies the counts, swaps the alias.
     */
    Control close(Book book, Control control, SharedSnapshot snapshot, Position start);
}
